package org.sallyport.proxy.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sallyport.archive.ArchiveRecord;
import org.sallyport.archive.journal.Journal;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.address.FixedAddresses;
import org.sallyport.policy.identity.address.Logons;
import org.sallyport.policy.identity.binding.Binding;
import org.sallyport.policy.identity.binding.BindingStore;
import org.sallyport.policy.identity.binding.Bindings;
import org.sallyport.policy.identity.binding.BoundPeople;
import org.sallyport.policy.identity.binding.Registration;
import org.sallyport.policy.identity.binding.RegistrationSettings;
import org.sallyport.policy.identity.ldap.LdapPeople;
import org.sallyport.policy.identity.ldap.SampleDirectory;
import org.sallyport.policy.rule.DefaultPolicy;
import org.sallyport.policy.rule.RulebaseDecisions;
import org.sallyport.policy.rule.RulebaseReader;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.relay.Identities;
import org.sallyport.proxy.relay.Leavers;
import org.sallyport.proxy.testkit.Await;
import org.sallyport.proxy.testkit.Dialer;
import org.sallyport.proxy.testkit.OscarClient;
import org.sallyport.proxy.testkit.OscarService;
import org.sallyport.proxy.testkit.Snac;

/** A stranger at an AIM client becomes a colleague, and colleagues become strangers. The directory is the sample one. */
class RegistrationJourneyTest {

    private static final ServiceId AIM = new ServiceId("aim");
    private static final Pattern CODE = Pattern.compile("https://im\\.example/register \\(code: (\\S+)\\)");

    private static final String POLICY = """
            version: 1
            rules:
              - name: Unknown names must register
                who: { registered: false }
                direction: outbound
                feature: chat
                then: deny
                notice: "Please register this screen name: {registration-link}"
              - name: Everything else
                then: allow
            """;

    @TempDir
    Path folder;

    private final Queue<ArchiveRecord> records = new ConcurrentLinkedQueue<>();
    private final ExecutorService disk = Executors.newSingleThreadExecutor();
    private final Logons logons = new Logons();
    private SampleDirectory directory;
    private LdapPeople people;
    private BindingStore bindings;
    private Registration registration;
    private Identities identities;
    private OscarService service;
    private OpenGate gate;

    @BeforeEach
    void start() throws Exception {
        int bos;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            bos = free.getLocalPort();
        }
        service = OscarService.start(InetAddress.getLoopbackAddress(), 0, bos, new Address("127.0.0.1", bos));
        directory = SampleDirectory.start(SampleDirectory.Options.random());
        people = LdapPeople.open(directory.settings());
        bindings = BindingStore.open(folder, InstantSource.system());
        registration = new Registration(bindings, RegistrationSettings.DEFAULTS.at("https://im.example"));
        identities = new Identities(
                new BoundPeople(bindings, people.persons(), people),
                people.persons(),
                logons.orElse(new FixedAddresses(Map.of("192.0.2.0/24", "grace"))));
        OpenGate.Inside inside = new OpenGate.Inside();
        inside.catalogued = AIM;
        RulebaseReader.Result read = RulebaseReader.read("test", POLICY, DefaultPolicy.lexicons());
        inside.policy = new RulebaseDecisions(((RulebaseReader.Result.Valid) read).rulebase());
        inside.identities = identities;
        inside.registration = registration;
        inside.journal = new Journal() {
            private long sequence;

            @Override
            public void append(ArchiveRecord record, Guarantee guarantee, Appended done) {
                disk.execute(() -> {
                    records.add(record);
                    done.kept(++sequence);
                });
            }

            @Override
            public void close() {}
        };
        gate = new OpenGate(OpenGate.relaySettings(), inside);
    }

    @AfterEach
    void stop() throws Exception {
        gate.close();
        service.close();
        bindings.close();
        people.close();
        directory.close();
        disk.shutdownNow();
    }

    private static ScreenName aim(String name) {
        return ScreenName.of(AIM, name);
    }

    private Person person(String login) {
        return ((Identity.Known) people.finder().byLogin(login)).person();
    }

    private OscarClient signOn(String name) throws Exception {
        OscarClient client = OscarClient.signOn(
                Dialer.socks5(gate.address("proxy")), new Address("127.0.0.1", service.authorizerPort()), name);
        Await.until(name + " is online", () -> service.isOnline(name));
        return client;
    }

    private static boolean isNotice(Snac snac) {
        return snac.is(4, 7) && snac.incoming().peer().equals("sallyport");
    }

    private static String code(OscarClient client) throws Exception {
        String text = String.valueOf(client.expect("a notice", RegistrationJourneyTest::isNotice)
                .incoming()
                .text());
        Matcher matcher = CODE.matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    @Test
    void aStrangerRegistersAndIsAColleague() throws Exception {
        try (OscarClient stranger = signOn("newbie")) {
            stranger.expectError(stranger.say("eve", "one"));
            String code = code(stranger);
            stranger.expectError(stranger.say("eve", "two"));
            stranger.expectError(stranger.say("eve", "three"));
            assertThat(stranger.waiting(RegistrationJourneyTest::isNotice))
                    .as("told once, not with each message")
                    .isZero();
            assertThat(service.words()).isEmpty();

            assertThat(registration.redeem("WRONG-ONE", person("grace"), "10.0.0.1"))
                    .isInstanceOf(Registration.Outcome.Wrong.class);
            assertThat(registration.redeem(code, person("grace"), "10.0.0.1"))
                    .isInstanceOf(Registration.Outcome.Registered.class);

            stranger.say("eve", "four");
            Await.until("it passes at once", () -> service.words().equals(List.of("four")));
            assertThat(records)
                    .filteredOn(record -> record.decision().verdict() instanceof Verdict.Deny)
                    .hasSize(3)
                    .allSatisfy(record -> assertThat(
                                    ((Verdict.Deny) record.decision().verdict()).notice())
                            .as("the record has no code")
                            .endsWith(Registration.PLACEHOLDER));
            assertThat(records.toString()).doesNotContain(code);
            assertThat(records).anySatisfy(record -> {
                assertThat(record.people().get(aim("newbie")))
                        .isEqualTo(new Identity.Known(person("grace"), Identity.Source.BINDING));
                assertThat(record.event().text().plain()).contains("four");
            });
            assertThat(service.faults()).isEmpty();
        }
        assertThat(Files.readString(folder.resolve("bindings.log"))).contains("newbie");
    }

    @Test
    void whoeverHasLoggedOnWhereTheClientIsIsWhoAStrangersAccountBelongsTo() throws Exception {
        try (OscarClient stranger = signOn("newbie")) {
            stranger.expectError(stranger.say("eve", "one"));
            assertThat(logons.report(InetAddress.getByName("127.0.0.1"), "grace", Duration.ofHours(1)))
                    .isEqualTo(Logons.Outcome.TAKEN);
            stranger.say("eve", "two");
            Await.until("it passes", () -> service.words().equals(List.of("two")));
            assertThat(records)
                    .anySatisfy(record -> assertThat(record.people().get(aim("newbie")))
                            .isEqualTo(new Identity.Known(person("grace"), Identity.Source.ADDRESS)));
            assertThat(logons.ended(InetAddress.getByName("127.0.0.1"))).isTrue();
            stranger.expectError(stranger.say("eve", "three"));
        }
    }

    @Test
    void whoHasLeftIsSignedOffWithoutSayingAWord() throws Exception {
        bindings.bind(claim("quiet", "alice"));
        try (OscarClient quiet = signOn("quiet");
                OscarClient bobby = signOn("bobby");
                Leavers leavers = leavers()) {
            assertThat(leavers).isNotNull();
            assertThat(bindings.unbind(aim("quiet"), "root", "")).isInstanceOf(Bindings.Outcome.Done.class);
            bindings.bind(claim("quiet", "erin"));
            quiet.expectClosed();
            Await.until(
                    "it is on the record",
                    () -> records.stream()
                            .anyMatch(record -> record.event() instanceof ImEvent.SignOff off
                                    && off.detail().equals("by the gateway")
                                    && aim("quiet").equals(record.account())));
            bobby.say("eve", "still here");
            Await.until("others stay", () -> service.words().equals(List.of("still here")));
        }
    }

    private Leavers leavers() {
        return Leavers.start(gate.services().signedOn(), identities, "Your account is closed.", Duration.ofMillis(20));
    }

    private Bindings.Claim claim(String name, String login) {
        return new Bindings.Claim(aim(name), person(login), Binding.Source.ADMINISTRATOR, "root", "");
    }
}
