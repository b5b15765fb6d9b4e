package org.sallyport.protocols.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.ServiceId;

/** The catalogue that comes along: that it is sound as a whole, and that it knows whom it must know. */
class ServiceTableTest {

    private final ServiceCatalogue catalogue = ServiceCatalogue.standard();
    private final ServiceNames names = ServiceNames.standard();

    @Test
    void everyPatternStandsOnce() {
        Set<String> seen = new HashSet<>();
        assertThat(catalogue.entries()).hasSizeGreaterThan(600);
        assertThat(catalogue.entries().stream()
                        .filter(ServiceEntry::namesHosts)
                        .map(ServiceEntry::pattern)
                        .filter(pattern -> !seen.add(pattern)))
                .isEmpty();
    }

    @Test
    void everyServiceHasANameAndEveryNamedServiceHasRows() {
        Set<ServiceId> used =
                catalogue.entries().stream().map(ServiceEntry::service).collect(Collectors.toSet());
        Set<ServiceId> named = names.all().stream().map(ServiceNames.Named::id).collect(Collectors.toSet());
        assertThat(used).isEqualTo(named);
        assertThat(names.all()).extracting(ServiceNames.Named::name).doesNotHaveDuplicates();
        assertThat(named).doesNotContain(ServiceId.UNKNOWN);
    }

    @Test
    void rowsAreOfTheirServicesKindOrARevival() {
        for (ServiceEntry entry : catalogue.entries()) {
            ServiceKind kind = names.find(entry.service().value()).orElseThrow().kind();
            assertThat(entry.kind()).as(entry.pattern()).isIn(kind, ServiceKind.REVIVAL);
            if (entry.kind() == ServiceKind.REVIVAL) {
                assertThat(kind).as(entry.pattern()).isEqualTo(ServiceKind.CLASSIC);
                assertThat(entry.brand()).as(entry.pattern()).isNotEmpty();
            }
        }
    }

    @Test
    void onlyNetworksAreHistoric() {
        assertThat(catalogue.entries().stream().filter(ServiceEntry::historic))
                .isNotEmpty()
                .allSatisfy(entry -> assertThat(entry.pattern()).contains("/"));
    }

    @Test
    void whatSaysItIsSharedDoesNotDecide() {
        // A later row in the same words must not slip through either; Skype's own domain is its own.
        assertThat(catalogue.entries().stream()
                        .filter(entry -> entry.note().matches(".*\\b(shared|too broad|rented)\\b.*")))
                .hasSizeGreaterThan(15)
                .allSatisfy(
                        entry -> assertThat(entry.decides()).as(entry.pattern()).isFalse());
    }

    /** Words are facts in one line: no tabs or trailing spaces, and nothing on how the row came to be. */
    @Test
    void wordsAreTidy() {
        for (ServiceEntry entry : catalogue.entries()) {
            for (String words : List.of(entry.brand(), entry.protocol(), entry.note())) {
                assertThat(words).isEqualTo(words.strip()).doesNotContain("  ", "memory");
            }
        }
    }

    /** Each row finds itself: nothing hides behind a less specific pattern. */
    @ParameterizedTest
    @MethodSource("rows")
    void everyRowIsReachable(ServiceEntry row) {
        String host = row.pattern().contains("/")
                ? row.pattern().substring(0, row.pattern().indexOf('/'))
                : row.pattern().replace("*", "x7");
        assertThat(row.decides() ? catalogue.find(host) : catalogue.hintOf(host))
                .as(host)
                .map(ServiceEntry::service)
                .contains(row.service());
    }

    static List<ServiceEntry> rows() {
        return ServiceCatalogue.standard().entries().stream()
                .filter(ServiceEntry::namesHosts)
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        // The public hosts of the classic services.
        "login.oscar.aol.com, aim, SIGNON",
        "login.messaging.aol.com, aim, SIGNON",
        "ars.oscar.aol.com, aim, FILE",
        "aimhttp.oscar.aol.com, aim, TUNNEL",
        "aimexpress.aol.com, aim, WEB",
        "toc.oscar.aol.com, aim, MESSAGE",
        "bos-d016a.blue.aol.com, aim, MESSAGE",
        "turn.oscar.aol.com, aim, VOICE",
        "login.icq.com, icq, SIGNON",
        "ars.icq.com, icq, FILE",
        "http.proxy.icq.com, icq, TUNNEL",
        "web.icq.com, icq, WEB",
        "messenger.hotmail.com, msn, SIGNON",
        "gateway.messenger.hotmail.com, msn, TUNNEL",
        "baym-sb12.msgr.hotmail.com, msn, MESSAGE",
        "msgr.hotmail.com, msn, MESSAGE",
        "webmessenger.msn.com, msn, WEB",
        "relay.voice.messenger.msn.com, msn, VOICE",
        "contacts.msn.com, msn, CONTACTS",
        "scs.msg.yahoo.com, yahoo, SIGNON",
        "cs12.msg.dcn.yahoo.com, unknown, ",
        "cs12.msg.yahoo.com, yahoo, MESSAGE",
        "cs12.msg3.yahoo.com, yahoo, MESSAGE",
        "a.b.msg-sg1.yahoo.com, yahoo, MESSAGE",
        "filetransfer.msg.yahoo.com, yahoo, FILE",
        "relay.msg.yahoo.com, yahoo, FILE",
        "webcam.yahoo.com, yahoo, VIDEO",
        "v9.vc.scd.yahoo.com, yahoo, VOICE",
        "webmessenger.yahoo.com, yahoo, WEB",
        "logon.netmeeting.microsoft.com, netmeeting, DIRECTORY",
        "msnmsgr.escargot.chat, msn, SIGNON",
        "yahooloopback.log1p.xyz, yahoo, SIGNON",
        "ms.msgrsvcs.ctsrv.gay, msn, SIGNON",
        // Today's, by the name in the TLS handshake.
        "web.whatsapp.com, whatsapp, WEB",
        "e7.whatsapp.net, whatsapp, MESSAGE",
        "media-fra3-1.cdn.whatsapp.net, whatsapp, FILE",
        "venus.web.telegram.org, telegram, MESSAGE",
        "t.me, telegram, WEB",
        "149.154.167.50, telegram, MESSAGE",
        "2001:67c:4e8:f004::9, telegram, MESSAGE",
        "chat.signal.org, signal, MESSAGE",
        "turn3.voip.signal.org, signal, VOICE",
        "gateway.discord.gg, discord, MESSAGE",
        "cdn.discordapp.com, discord, FILE",
        "acme.slack.com, slack, MESSAGE",
        "files.slack.com, slack, FILE",
        "slack-assets2.s3-us-west-2.amazonaws.com, slack, CDN",
        "teams.microsoft.com, teams, SIGNON",
        "52.113.1.1, teams, VOICE",
        "us02web.zoom.us, zoom, SIGNON",
        "acme.webex.com, webex, SIGNON",
        "meet.google.com, google-meet, SIGNON",
        "web.skype.com, skype, SIGNON",
        "teams.skype.com, teams, MESSAGE",
        "szlong.weixin.qq.com, wechat, MESSAGE",
        "gd2.line.naver.jp, line, MESSAGE",
        "media.cdn.viber.com, viber, FILE",
        "edge-chat.facebook.com, facebook-messenger, MESSAGE",
        "www.messenger.com, facebook-messenger, WEB",
        "chat.google.com, google-chat, MESSAGE",
        "matrix-client.matrix.org, matrix, MESSAGE",
        "matrix.org, matrix, SIGNON",
        "g-1a.0.threema.ch, threema, MESSAGE",
        "turn02.de.prod.wire.com, wire, VOICE",
    })
    void hostsAndWhatTheyAreFor(String host, String service, Purpose purpose) {
        assertThat(catalogue.serviceOf(host)).isEqualTo(new ServiceId(service));
        assertThat(catalogue.find(host).map(ServiceEntry::purpose).orElse(null)).isEqualTo(purpose);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "notwhatsapp.com",
                "whatsapp.com.evil.example",
                "whatsapp.com-evil.example",
                "whatsapp",
                "com",
                "web-whatsapp.com",
                "login.icq.com.",
                "login.icq.com..",
                "facebook.com",
                "google.com",
                "meet.google.com.example",
                "microsoft.com",
                "hotmail.com",
                "yahoo.com",
                "mail.yahoo.com",
                "msg.yahoo.com.au",
                "login.live.com",
                "www.qq.com",
                "fbcdn.net",
                "xn--whatsapp-.com",
                "xn--80ak6aa92e.com",
                "whats\u0430pp.com", // The second a is Cyrillic.
                "тест.рф",
                "\u202Emoc.ppastahw",
                "a b.whatsapp.com:443/",
                "e7.g.whatsapp.net/evil",
                "66.22.195.255",
                "149.154.159.255",
                "2001:67c:4e9::1",
            })
    void nearMisses(String host) {
        String expected = host.equals("login.icq.com.") ? "icq" : "unknown";
        assertThat(catalogue.serviceOf(host)).isEqualTo(new ServiceId(expected));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "WEB.WhatsApp.COM",
                "web.whatsapp.com.",
                "WEB.WHATSAPP.COM.",
                // Full-width letters and an ideographic stop, which resolvers fold (RFC 5895).
                "ｗｅｂ.whatsapp。com",
                // The Kelvin sign is a k to them.
                "web.s\u212Aype.com",
            })
    void aNameIsOneHoweverItIsWritten(String host) {
        assertThat(catalogue.serviceOf(host).value()).isIn("whatsapp", "skype");
    }

    @Test
    void whatIsTooLongForANameIsNone() {
        String label = "a".repeat(60) + ".";
        assertThat(catalogue.serviceOf(label.repeat(3) + "whatsapp.com")).isEqualTo(new ServiceId("whatsapp"));
        assertThat(catalogue.serviceOf(label.repeat(4) + "whatsapp.com")).isEqualTo(ServiceId.UNKNOWN);
        assertThat(catalogue.serviceOf("a.".repeat(100_000) + "whatsapp.com")).isEqualTo(ServiceId.UNKNOWN);
        assertThat(catalogue.serviceOf("é".repeat(100_000) + ".whatsapp.com")).isEqualTo(ServiceId.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({
        "aim, true, 5190, 5190",
        "aim, true, 4443, 4443",
        "icq, true, 5190, 5190",
        "icq, true, 3574, 3574",
        "icq, true, 7320, 7320",
        "msn, true, 1863, 1863",
        "msn, true, 6891, 6900",
        "msn, true, 1503, 1503",
        "msn, false, 13324, 13325",
        "yahoo, true, 5050, 5050",
        "yahoo, true, 5100, 5100",
        "yahoo, true, 5101, 5101",
        "exchange-im, true, 80, 80",
        "whatsapp, true, 5222, 5222",
    })
    void knownPorts(String service, boolean tcp, int first, int last) {
        assertThat(catalogue.entries().stream()
                        .filter(entry -> entry.service().equals(new ServiceId(service)))
                        .flatMap(entry -> entry.ports().stream()))
                .contains(new PortRange(tcp, first, last));
    }
}
