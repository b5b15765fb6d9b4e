package org.sallyport.proxy.scan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.SeenFile;
import org.sallyport.policy.SeenFile.Scan.Result;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.testkit.YmsgClient;
import org.sallyport.proxy.testkit.YmsgPacket;
import org.sallyport.proxy.testkit.YmsgService;

/** Files that clients fetch by HTTP from where Yahoo!'s service says that they are, and those that go by its relay. */
@Timeout(value = 180, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class YahooFetchIT extends YahooFileTrial {

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "direct"})
    void aFileIsFetchedFromTheDropBox(String way) throws Exception {
        open(ALLOW_ALL, true);
        stored = random(200_000);
        announce("http://" + HOST + ":" + port() + "/u/.tmp/c.exe?sig=a%2Fb");

        Answer answer = get(way, "/u/.tmp/c.exe?sig=a%2Fb");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo(stored);
        ImEvent.FileOffer last = offers().getLast();
        assertThat(last.flow()).isEqualTo(Flow.INBOUND);
        assertThat(Objects.requireNonNull(last.from()).normalized()).isEqualTo("carol");
        assertThat(last.to())
                .singleElement()
                .satisfies(to -> assertThat(to.normalized()).isEqualTo("bob"));
        assertThat(last.files()).containsExactly(new FileInfo("c.exe", 7, 1));
        assertThat(lastSeen().sha256()).isEqualTo(sha256(stored));
        assertThat(lastSeen().scan()).isEqualTo(new SeenFile.Scan(Result.CLEAN, ""));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aVirusThatIsFetchedLacksItsEnd(boolean length) throws Exception {
        open(ALLOW_ALL, true);
        lengthSaid = length;
        stored = infected(200_000);
        announce("http://" + HOST + ":" + port() + "/c.exe");
        assertThat(get("proxy", "/c.exe").body().length).isLessThan(stored.length);
        assertThat(Objects.requireNonNull(lastSeen().scan()).result()).isEqualTo(Result.INFECTED);

        stored = Scanners.VIRUS.getBytes(US_ASCII);
        assertThat(get("direct", "/c.exe").status()).isEqualTo(403);

        stored = random(200_000);
        assertThat(get("proxy", "/c.exe").body()).isEqualTo(stored);
        assertThat(get("direct", "/c.exe").body()).isEqualTo(stored);
    }

    /** What a client has the beginning of already tells nothing: it gets all of the file. */
    @Test
    void aFileIsFetchedWholeOrNotAtAll() throws Exception {
        open(ALLOW_ALL, true);
        stored = random(10_000);
        announce("http://" + HOST + ":" + port() + "/c.exe");
        try (Socket client = dial("proxy")) {
            String head = new String(head("proxy", "GET", "HTTP/1.1", "/c.exe", -1), ISO_8859_1);
            client.getOutputStream()
                    .write(head.replace("\r\n\r\n", "\r\nRange: bytes=5000-\r\nAccept-Encoding: gzip\r\n\r\n")
                            .getBytes(ISO_8859_1));
            assertThat(read(client).body()).isEqualTo(stored);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"proxy", "direct"})
    void theRelayTakesFilesBothWays(String way) throws Exception {
        open(ALLOW_ALL, true);
        stored = random(100_000);
        byte[] file = random(120_000);
        try (YmsgService service = YmsgService.start();
                YmsgClient bob = signOn(service)) {
            push(
                    service,
                    bob,
                    packet(0xDC, "X")
                            .with(222, "1")
                            .with(266, "1")
                            .with(302, "268")
                            .with(300, "268")
                            .with(27, "c.exe")
                            .with(28, "100000")
                            .with(301, "268")
                            .with(303, "268"));
            push(
                    service,
                    bob,
                    packet(0xDD, "X")
                            .with(27, "c.exe")
                            .with(249, "3")
                            .with(250, "127.0.0.1")
                            .with(251, "tok=1"));
            push(
                    service,
                    bob,
                    packet(0xDE, "Y").with(27, "a.txt").with(249, "3").with(251, "tok=2"));
        }
        try (Socket client = dial(way)) {
            String target = "/relay?token=tok%3D1&sender=carol&recver=bob";
            client.getOutputStream().write(head(way, "HEAD", "HTTP/1.1", target, -1));
            assertThat(readHead(client.getInputStream())).startsWith("HTTP/1.1 200");
            assertThat(offers()).isEmpty();
            client.getOutputStream().write(head(way, "GET", "HTTP/1.1", target, -1));
            assertThat(read(client).body()).isEqualTo(stored);
        }
        assertThat(offers().getLast().files()).containsExactly(new FileInfo("c.exe", 100_000, 1));
        assertThat(lastSeen().scan()).isEqualTo(new SeenFile.Scan(Result.CLEAN, ""));

        try (Socket client = dial(way)) {
            String target = "/relay?token=tok%3D2&sender=bob&recver=carol";
            assertThat(post(client, way, "HTTP/1.1", target, new byte[0], file).status())
                    .isEqualTo(200);
        }
        assertThat(requests.getLast().file()).isEqualTo(file);
        assertThat(offers().getLast().files()).containsExactly(new FileInfo("a.txt", 120_000, 1));
        assertThat(Objects.requireNonNull(offers().getLast().from()).normalized())
                .isEqualTo("bob");

        try (Socket client = dial(way)) {
            String target = "/relay?token=tok%3D2&sender=bob&recver=carol";
            assertThat(post(client, way, "HTTP/1.1", target, new byte[0], infected(120_000))
                            .status())
                    .isEqualTo(403);
        }
        assertThat(requests.stream().filter(request -> request.whole)).hasSize(3);
    }

    @Test
    void aFileIsFetchedFromAPeer() throws Exception {
        open(ALLOW_ALL, true);
        stored = infected(100_000);
        try (YmsgService service = YmsgService.start();
                YmsgClient bob = signOn(service)) {
            push(
                    service,
                    bob,
                    YmsgPacket.of(0x4D, 1)
                            .with(5, "bob")
                            .with(4, "carol")
                            .with(49, "FILEXFER")
                            .with(13, "1")
                            .with(20, "http://127.0.0.1:" + port() + "/Messenger.x?AppID=y")
                            .with(27, "c.exe")
                            .with(28, "100000")
                            .with(53, "t2"));
        }
        try (Socket client = gate().socks("127.0.0.1", port())) {
            client.setSoTimeout(30_000);
            client.getOutputStream()
                    .write(("GET /Messenger.x?AppID=y HTTP/1.0\r\nHost: 127.0.0.1:" + port() + "\r\n\r\n")
                            .getBytes(US_ASCII));
            assertThat(read(client).body().length).isLessThan(stored.length);
        }
        assertThat(lastSeen().isSuspect()).isTrue();
    }

    @Test
    void whatNobodyAnnouncedIsAnyPage() throws Exception {
        open(ALLOW_ALL, true);
        stored = infected(1_000);
        assertThat(get("direct", "/index.html").body()).isEqualTo(stored);
        assertThat(offers()).isEmpty();
    }
}
