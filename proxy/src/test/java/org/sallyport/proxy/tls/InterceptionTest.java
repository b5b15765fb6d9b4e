package org.sallyport.proxy.tls;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.ServiceId;
import org.sallyport.proxy.tls.TlsSettings.Rule;

/** Which connections are looked into. */
final class InterceptionTest {

    @TempDir
    private Path directory;

    @Test
    void offWithoutRulesAndNothingIsMade() throws Exception {
        try (Interception off = Interception.open(settings(List.of(), List.of()), directory, Clock.systemUTC())) {
            assertThat(off.isOn()).isFalse();
            assertThat(off.plan(opening("a.example"), "a.example", ServiceId.UNKNOWN))
                    .isNull();
        }
        assertThat(directory).isEmptyDirectory();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            # rule            never            destination       sni               host
            chat.example,     -,               chat.example,     chat.example,     chat.example
            chat.example,     -,               192.0.2.1,        chat.example,     chat.example
            chat.example,     -,               chat.example,     -,                chat.example
            chat.example,     -,               CHAT.example.,    -,                chat.example
            chat.example,     -,               chat.example,     front.example,    front.example
            chat.example,     -,               a.chat.example,   a.chat.example,   -
            *.chat.example,   -,               chat.example,     -,                chat.example
            *.chat.example,   -,               a.chat.example,   -,                a.chat.example
            *.chat.example,   -,               achat.example,    -,                -
            192.0.2.1,        -,               192.0.2.1,        -,                192.0.2.1
            *,                -,               192.0.2.1,        -,                192.0.2.1
            *,                bank.example,    bank.example,     bank.example,     -
            *,                bank.example,    192.0.2.1,        bank.example,     -
            *,                bank.example,    chat.example,     bank.example,     bank.example
            *,                *.bank.example,  a.bank.example,   -,                -
            *,                192.0.2.1,       192.0.2.1,        chat.example,     -
            """)
    void byHost(String rule, @Nullable String never, String destination, @Nullable String sni, @Nullable String host)
            throws Exception {
        TlsSettings settings =
                settings(List.of(new Rule(rule, null, List.of())), never == null ? List.of() : List.of(never));
        try (Interception on = Interception.open(settings, directory, Clock.systemUTC())) {
            Plan plan = on.plan(opening(destination), sni, ServiceId.UNKNOWN);
            assertThat(plan == null ? null : plan.host()).isEqualTo(host);
        }
    }

    @Test
    void byServiceAndByNetwork() throws Exception {
        ServiceId aim = new ServiceId("aim");
        TlsSettings settings = settings(List.of(new Rule(null, aim, List.of("10.0.0.0/8"))), List.of());
        try (Interception on = Interception.open(settings, directory, Clock.systemUTC())) {
            assertThat(on.plan(opening("a.example"), null, aim)).isNotNull();
            assertThat(on.plan(opening("a.example"), null, ServiceId.UNKNOWN)).isNull();
        }
        TlsSettings elsewhere = settings(List.of(new Rule(null, aim, List.of("10.9.0.0/16"))), List.of());
        try (Interception on = Interception.open(elsewhere, directory, Clock.systemUTC())) {
            assertThat(on.plan(opening("a.example"), null, aim)).isNull();
        }
    }

    @Test
    void refusalsAreToldOnceTheyAreAPattern() {
        Refusals refusals = new Refusals();
        assertThat(refusals.refused("a.example")).isFalse();
        assertThat(refusals.refused("a.example")).isFalse();
        assertThat(refusals.refused("b.example")).isFalse();
        assertThat(refusals.refused("a.example")).isTrue();
        assertThat(refusals.refused("a.example")).isFalse();
        refusals.accepted("b.example");
        assertThat(refusals.refused("b.example")).isFalse();
        assertThat(refusals.refused("b.example")).isFalse();
        assertThat(refusals.refused("b.example")).isTrue();
    }

    private static TlsSettings settings(List<Rule> rules, List<String> never) {
        return new TlsSettings(
                rules,
                never,
                new TlsSettings.AuthoritySettings(null, null, "Sallyport", TlsSettings.Algorithm.EC),
                List.of("TLSv1.3", "TLSv1.2"),
                null,
                Duration.ofSeconds(10));
    }

    private static Opening opening(String destination) {
        return new Opening(
                "test-1",
                Instant.EPOCH,
                "proxy",
                new InetSocketAddress("10.0.0.5", 4_000),
                new Address(destination, 443),
                Opening.NamedBy.SOCKS,
                null,
                true);
    }
}
