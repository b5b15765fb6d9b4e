package org.sallyport.protocols.rvp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.ScreenName;

class HeadsTest {

    @ParameterizedTest
    @CsvSource({
        "http://im.example.com/instmsg/aliases/Bob, bob@example.com",
        "HTTP://IM.EXAMPLE.COM:80/InstMsg/Aliases/bob/, bob@example.com",
        "http://home1.example.net/instmsg/local/im.example.com/instmsg/aliases/bob, bob@example.com",
        "/instmsg/local/im.example.com/instmsg/aliases/bob, bob@example.com",
        "http://omnent/instmsg/aliases/bob, bob@omnent",
        "http://im.corp/instmsg/aliases/bob, bob@im.corp",
        "http://im.im.example.com/instmsg/aliases/bob, bob@example.com",
        "http://im.example.com./instmsg/aliases/bob, bob@example.com",
        "http://im.example.com/instmsg/aliases/j%C3%BCrgen, j\u00fcrgen@example.com",
        "bob@im.example.com, bob@example.com",
        "Bob@Example.com, bob@example.com",
        "CORP\\bob, corp\\bob",
    })
    void readsNames(String name, String normalized) {
        ScreenName read = RvpNames.screenName(name);
        assertThat(read.normalized()).isEqualTo(normalized);
        assertThat(RvpNames.screenName(read.normalized())).isEqualTo(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "im.example.com",
                "http://im.example.com/",
                "http://im.example.com/instmsg/aliases/",
                "http://im.example.com/instmsg/aliases/a/b",
                "http://im.example.com/instmsg/aliases/a%40b.c",
                "http://im.example.com/instmsg/aliases/a%2Fb",
                "http://im.example.com/instmsg/aliases/a%0d%0ab",
                "http://im.example.com/instmsg/aliases/a%2",
                "http://im.example.com/instmsg/aliases/a?b",
                "http://evil@im.example.com/instmsg/aliases/a",
                "ftp://im.example.com/instmsg/aliases/a",
            })
    void takesNothingElseForAPrincipal(String url) {
        assertThat(RvpNames.principal(url, "im.example.com")).isNull();
    }

    @Test
    void readsAPathAtItsHost() {
        ScreenName read = RvpNames.principal("/instmsg/aliases/bob", "im.example.com");
        assertThat(read).isEqualTo(RvpNames.screenName("bob@example.com"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Digest username=\"bob\", realm=\"x\" | bob",
                "Digest realm=\"x\", username=\"CORP\\\\bob\" | CORP\\bob",
                "digest USERNAME = bob | bob",
                "Digest nousername=\"eve\", username=\"bob\" | bob",
                "Digest username=\"a\", username=\"b\" |",
                "Digest realm=\"username=eve\" |",
                "Digest |",
                "Basic Ym9iOnNlY3JldA== | bob",
                "Basic !!! |",
                "NTLM TlRMTVNTUAABAAAA |",
                "NTLM nonsense |",
                "Negotiate YII= |",
                "Bearer abc |",
            })
    void readsWhoSigns(String field, @Nullable String name) {
        assertThat(Credentials.read(field).name()).isEqualTo(name);
        assertThat(Credentials.read(field).given()).isTrue();
    }

    @Test
    void readsNtlm() {
        assertThat(Credentials.read(NtlmMessage.third("CORP", "j\u00fcrgen")).name())
                .isEqualTo("CORP\\j\u00fcrgen");
        String oem = Base64.getEncoder().encodeToString(NtlmMessage.bytes("", "bob", false));
        assertThat(Credentials.read("NTLM " + oem).name()).isEqualTo("bob");
        byte[] wrapped = ("xxxxx" + new String(NtlmMessage.bytes("A", "bob", true), StandardCharsets.ISO_8859_1))
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(Credentials.read("Negotiate " + Base64.getEncoder().encodeToString(wrapped))
                        .name())
                .as("offsets count from the message's own beginning")
                .isEqualTo("A\\bob");
        assertThat(Credentials.read(NtlmMessage.third("CORP", "a\nb")).name()).isNull();
        assertThat(Credentials.read("NTLM " + "A".repeat(Credentials.LONGEST)).name())
                .isNull();
    }

    @Test
    void neverLeavesTheMessage() {
        byte[] message = NtlmMessage.bytes("CORP", "bob", true);
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] broken = message.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                broken[8 + random.nextInt(broken.length - 8)] = (byte) random.nextInt();
            }
            Credentials read = Credentials.read("NTLM " + Base64.getEncoder().encodeToString(broken));
            String name = read.name();
            assertThat(name == null ? 0 : name.length()).isLessThan(1_100);
        }
    }

    @Test
    void comparesUsers() {
        ScreenName bob = RvpNames.screenName("bob@example.com");
        assertThat(Credentials.read("Digest username=\"EXAMPLE\\\\Bob\"").fit(bob))
                .isTrue();
        assertThat(Credentials.read("Digest username=\"bob@corp.local\"").fit(bob))
                .isTrue();
        assertThat(Credentials.read("Digest username=\"bobby\"").fit(bob)).isFalse();
        assertThat(Credentials.NONE.fit(bob)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "http://192.0.2.1:9001, 192.0.2.1, 9001, ''",
        "http://192.0.2.1, 192.0.2.1, 80, ''",
        "HTTP://192.0.2.1:9001/path, 192.0.2.1, 9001, /path",
        "http://[2001:db8::1]:9001, 2001:db8::1, 9001, ''",
    })
    void readsWhereToCall(String url, String host, int port, String path) {
        assertThat(CallBackUrl.read(url)).isEqualTo(new CallBackUrl(new Address(host, port), path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://im.example.com/instmsg/aliases/bob",
                "http://192.0.2.1:0",
                "http://192.0.2.1:65536",
                "http://192.0.2.1:9001 x",
                "https://192.0.2.1",
                "192.0.2.1:9001",
                "http://a@192.0.2.1",
                ""
            })
    void callsNobodyElse(String url) {
        assertThat(CallBackUrl.read(url)).isNull();
    }

    @Test
    void writesWhereToCall() {
        CallBackUrl url = new CallBackUrl(new Address("192.0.2.1", 9_001), "/x");
        assertThat(url.at(new Address("2001:db8::1", 80))).isEqualTo("http://[2001:db8::1]:80/x");
    }
}
