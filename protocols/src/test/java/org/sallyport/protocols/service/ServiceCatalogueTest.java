package org.sallyport.protocols.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ServiceId;

class ServiceCatalogueTest {

    private final ServiceCatalogue catalogue = ServiceCatalogue.standard();

    @ParameterizedTest
    @CsvSource({
        "login.oscar.aol.com, aim",
        "LOGIN.Oscar.AOL.com., aim",
        "oscar.aol.com, aim",
        "deep.down.oscar.aol.com, aim",
        "toc-m04.blue.aol.com, aim",
        // Below AIM's farm, but ICQ's by its exact name.
        "rars.oscar.aol.com, icq",
        "login.icq.com, icq",
        "icq.com, icq",
        "noticq.com, unknown",
        "oscar.aol.com.example.org, unknown",
        "aol.com, unknown",
        // Revivals are the service whose protocol they speak.
        "bos.oscar.nina.chat, aim",
        "ds.escargot.nina.chat, msn",
        "iwarg.ddns.net, aim",
        "aim.runningman.network, aim",
        "64.12.24.32, aim",
        // A /32 of ICQ within AIM's /16.
        "64.12.162.57, icq",
        "::ffff:64.12.162.57, icq",
        "64.13.0.1, unknown",
        "2001:db8::1, unknown",
        "localhost, unknown",
        "'', unknown",
        "..., unknown",
    })
    void theMostSpecificPatternWins(String host, String service) {
        assertThat(catalogue.serviceOf(host)).isEqualTo(new ServiceId(service));
    }

    @Test
    void theLongerGlobWinsWhateverItsKind() {
        ServiceCatalogue c = ServiceCatalogue.of(List.of(
                entry("one", "*.example.com"),
                entry("two", "*.chat.example.com"),
                entry("three", "im*.example.com"),
                entry("four", "im-*-eu.example.com"),
                entry("five", "2001:db8::/32"),
                entry("six", "2001:db8:1::/48")));
        assertThat(c.serviceOf("a.b.example.com")).isEqualTo(new ServiceId("one"));
        assertThat(c.serviceOf("a.chat.example.com")).isEqualTo(new ServiceId("two"));
        assertThat(c.serviceOf("im7.example.com")).isEqualTo(new ServiceId("three"));
        assertThat(c.serviceOf("im-7-eu.example.com")).isEqualTo(new ServiceId("four"));
        // A star stays within its label.
        assertThat(c.serviceOf("im.7.example.com")).isEqualTo(new ServiceId("one"));
        assertThat(c.serviceOf("2001:db8:2::1")).isEqualTo(new ServiceId("five"));
        assertThat(c.serviceOf("2001:DB8:1::1")).isEqualTo(new ServiceId("six"));
    }

    @Test
    void aSiteAddsAndReplaces() {
        ServiceCatalogue site = catalogue.with(
                List.of(entry("house", "im.corp.example"), entry("house", "*.icq.com"), entry("house", "10.0.0.0/8")));
        assertThat(site.serviceOf("im.corp.example")).isEqualTo(new ServiceId("house"));
        assertThat(site.serviceOf("x.icq.com")).isEqualTo(new ServiceId("house"));
        assertThat(site.serviceOf("10.200.0.1")).isEqualTo(new ServiceId("house"));
        assertThat(site.serviceOf("login.icq.com")).isEqualTo(new ServiceId("icq"));
        assertThat(catalogue.serviceOf("x.icq.com")).isEqualTo(new ServiceId("icq"));
    }

    @Test
    void networksOfFormerTimesAreForCapturesOnly() {
        assertThat(ServiceCatalogue.live().serviceOf("64.12.24.32")).isEqualTo(ServiceId.UNKNOWN);
        assertThat(ServiceCatalogue.live().serviceOf("login.oscar.aol.com")).isEqualTo(new ServiceId("aim"));
    }

    @Test
    void portsAreOnlyHints() {
        assertThat(catalogue.isServicePort(5190)).isTrue();
        assertThat(catalogue.isServicePort(9898)).isTrue();
        assertThat(catalogue.isServicePort(40_000)).isFalse();
        ServiceCatalogue portsOnly = ServiceCatalogue.of(List.of(new ServiceEntry(
                new ServiceId("x"),
                ServiceKind.CLASSIC,
                "",
                "-",
                false,
                PortRange.parse("tcp/1-65535"),
                "",
                Purpose.MESSAGE,
                ServiceEntry.Weight.HINT,
                "")));
        assertThat(portsOnly.serviceOf("example.org")).isEqualTo(ServiceId.UNKNOWN);
        assertThat(portsOnly.isServicePort(5190)).isFalse();
    }

    @Test
    void whatIsSharedOnlyHints() {
        assertThat(catalogue.serviceOf("login.yahoo.com")).isEqualTo(ServiceId.UNKNOWN);
        assertThat(catalogue.hintOf("LOGIN.yahoo.com").map(ServiceEntry::service))
                .contains(new ServiceId("yahoo"));
        assertThat(catalogue.hintOf("17.1.2.3").map(ServiceEntry::service)).contains(new ServiceId("imessage"));
        assertThat(catalogue.hintOf("login.icq.com")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "5101, yahoo",
        "6895, msn",
        "3574, icq",
        "7320, icq",
        "1720, netmeeting",
    })
    void aPortHintsWhereNoHostDoes(int port, String service) {
        assertThat(catalogue.hintOf(new Address("192.0.2.1", port)).map(ServiceEntry::service))
                .contains(new ServiceId(service));
        assertThat(catalogue.serviceOf(new Address("192.0.2.1", port))).isEqualTo(ServiceId.UNKNOWN);
    }

    @Test
    void aPortThatAnyoneMayHaveHintsAtNothing() {
        // In here only as part of ranges of tens of thousands of ports.
        assertThat(catalogue.hintOf(new Address("192.0.2.1", 40_000))).isEmpty();
    }

    @Test
    void aStarMayStandInAnyLabel() {
        ServiceCatalogue c = ServiceCatalogue.of(List.of(
                entry("one", "*.msg*.example.com"),
                entry("two", "scs*.msg*.example.com"),
                entry("three", "data.s3-*.example.com"),
                entry("four", "*.msg.example.com"),
                entry("five", "im*")));
        assertThat(c.serviceOf("a.msg7.example.com")).isEqualTo(new ServiceId("one"));
        assertThat(c.serviceOf("b.a.msg7.example.com")).isEqualTo(new ServiceId("one"));
        assertThat(c.serviceOf("msg7.example.com")).isEqualTo(new ServiceId("one"));
        assertThat(c.serviceOf("scs1.msg7.example.com")).isEqualTo(new ServiceId("two"));
        assertThat(c.serviceOf("x.scs1.msg7.example.com")).isEqualTo(new ServiceId("one"));
        assertThat(c.serviceOf("data.s3-eu.example.com")).isEqualTo(new ServiceId("three"));
        assertThat(c.serviceOf("more.data.s3-eu.example.com")).isEqualTo(ServiceId.UNKNOWN);
        assertThat(c.serviceOf("data.s3-eu.more.example.com")).isEqualTo(ServiceId.UNKNOWN);
        // As many letters, fewer stars.
        assertThat(c.serviceOf("a.msg.example.com")).isEqualTo(new ServiceId("four"));
        assertThat(c.serviceOf("imhost")).isEqualTo(new ServiceId("five"));
        assertThat(c.serviceOf("im.example.com")).isEqualTo(ServiceId.UNKNOWN);
    }

    @Test
    void anAddressIsTheNetworkOfItAlone() {
        ServiceCatalogue c = ServiceCatalogue.of(List.of(entry("one", "192.0.2.7"), entry("two", "2001:db8::7")));
        assertThat(c.serviceOf("192.0.2.7")).isEqualTo(new ServiceId("one"));
        assertThat(c.serviceOf("192.0.2.8")).isEqualTo(ServiceId.UNKNOWN);
        assertThat(c.serviceOf("2001:DB8:0::7")).isEqualTo(new ServiceId("two"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "a.*.b", "UPPER.example", "1.2.3.4/33", "1.2.3/8", "x/8", "a..b", "", "*x.*"})
    void whatIsNoPatternIsRefused(String pattern) {
        assertThatThrownBy(() -> entry("x", pattern)).isInstanceOf(IllegalArgumentException.class);
    }

    private static ServiceEntry entry(String service, String pattern) {
        return ServiceEntry.of(new ServiceId(service), pattern, "test");
    }
}
