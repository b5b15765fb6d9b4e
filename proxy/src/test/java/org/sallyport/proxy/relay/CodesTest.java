package org.sallyport.proxy.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.binding.BindingStore;
import org.sallyport.policy.identity.binding.Registration;
import org.sallyport.policy.identity.binding.RegistrationSettings;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;

/** Who is shown a code, and who is not. */
class CodesTest {

    private static final ServiceId AIM = new ServiceId("aim");
    private static final ScreenName ME = ScreenName.of(AIM, "newbie");
    private static final Identity NOBODY = Identity.Unregistered.INSTANCE;
    private static final String NOTICE = "Register: {registration-link}";
    private static final String LINK = "Register: https://im.example/register";

    @TempDir
    Path folder;

    private BindingStore bindings;
    private Codes codes;

    @BeforeEach
    void open() throws Exception {
        bindings = BindingStore.open(folder, InstantSource.system());
        codes = new Codes(new Registration(bindings, RegistrationSettings.DEFAULTS.at("https://im.example")));
    }

    @AfterEach
    void close() throws Exception {
        bindings.close();
    }

    private static Place place(@Nullable ScreenName account, boolean letIn) {
        InetSocketAddress client = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4711);
        Opening opening = new Opening(
                "c1",
                Instant.EPOCH,
                "test",
                client,
                new Address("aim.example", 5190),
                Opening.NamedBy.SOCKS,
                null,
                true);
        return new Place(opening, new ProtocolId("oscar"), AIM, account, null, null, letIn, null);
    }

    private static ImEvent said(Flow flow, ScreenName by) {
        return new ImEvent.Typing(flow, by, List.of(ScreenName.of(AIM, "eve")), ImEvent.Typing.State.STARTED);
    }

    private String told(Place place, ImEvent event, @Nullable Identity identity) {
        Decision decision = new Decision.Decided(new Verdict.Deny(NOTICE), List.of("rule"), List.of(), "1", List.of());
        Decision shown = codes.shown(place, event, identity, decision);
        return String.valueOf(((Verdict.Deny) shown.verdict()).notice());
    }

    @Test
    void onlyAClientThatWasLetInUnderANameOfNobodyIsShownACode() {
        ImEvent own = said(Flow.OUTBOUND, ME);
        Person alice = new Person("1", "alice", "Alice", null, Set.of(), false);
        assertThat(told(place(ME, false), own, NOBODY)).as("a mere claim").isEqualTo(LINK);
        assertThat(told(place(null, false), own, null)).as("no account").isEqualTo(LINK);
        assertThat(told(place(ME, true), own, null)).as("not asked").isEqualTo(LINK);
        assertThat(told(place(ME, true), own, new Identity.Unavailable("down")))
                .as("not known")
                .isEqualTo(LINK);
        assertThat(told(place(ME, true), own, new Identity.Known(alice)))
                .as("somebody's name must not become another's")
                .isEqualTo(LINK);
        assertThat(told(place(ME, true), said(Flow.INBOUND, ScreenName.of(AIM, "eve")), NOBODY))
                .as("what others do")
                .isEqualTo(LINK);
        assertThat(told(place(ME, true), said(Flow.OUTBOUND, ScreenName.of(AIM, "eve")), NOBODY))
                .as("in another's name")
                .isEqualTo(LINK);
        assertThat(told(place(ME, true), own, NOBODY)).startsWith(LINK + " (code: ");
    }

    @Test
    void whatBothEndsSeeHasNoCode() {
        Decision decision = new Decision.Decided(
                Verdict.Allow.INSTANCE,
                List.of("rule"),
                List.of(new Duty.Notice(Duty.Audience.BOTH, NOTICE), new Duty.Notice(Duty.Audience.SENDER, NOTICE)),
                "1",
                List.of());
        List<Duty> duties = codes.shown(place(ME, true), said(Flow.OUTBOUND, ME), NOBODY, decision)
                .duties();
        assertThat(duties.getFirst()).isEqualTo(new Duty.Notice(Duty.Audience.BOTH, LINK));
        assertThat(((Duty.Notice) duties.get(1)).text()).contains("(code: ");
        assertThat(codes.shown(place(ME, true), said(Flow.OUTBOUND, ME), NOBODY, decision)
                        .duties())
                .as("told a moment ago")
                .hasSize(1);
    }

    @Test
    void otherDecisionsStayTheSame() {
        Decision decision = new Decision.Decided(
                new Verdict.Deny("No."),
                List.of("rule"),
                List.of(new Duty.Notice(Duty.Audience.BOTH, "No.")),
                "1",
                List.of());
        assertThat(codes.shown(place(ME, true), said(Flow.OUTBOUND, ME), NOBODY, decision))
                .isSameAs(decision);
    }
}
