package org.sallyport.proxy.tunnel;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.proxy.entry.EntrySettings;
import org.sallyport.proxy.entry.OpenGate;
import org.sallyport.proxy.entry.Transport;

/** Clients that dial an address and speak plain HTTP there, on whatever port: their requests are looked at one by one. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class PlainRoadTest {

    private TunnelGate gate;
    private FarEnd farEnd;

    @BeforeEach
    void start() throws IOException {
        gate = new TunnelGate();
        farEnd = new FarEnd(request -> FarEnd.ok(
                "X-MSN-Messenger: SessionID=1.2; GW-IP=127.0.0.1\r\n",
                ("you said " + request.text()).getBytes(ISO_8859_1)));
    }

    @AfterEach
    void stop() throws IOException {
        gate.close();
        farEnd.close();
    }

    private Socket dial(String host) throws IOException {
        Socket socket = gate.gate().socks(host, farEnd.port());
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Lines as they end on the wire. */
    private static String wire(String text) {
        return text.replace("\n", "\r\n");
    }

    private static HttpTalk.Message ask(Socket client, String request) throws IOException {
        client.getOutputStream().write(request.getBytes(ISO_8859_1));
        return HttpTalk.read(client.getInputStream());
    }

    @Test
    void requestsPassOneAfterTheOther() throws Exception {
        try (Socket client = dial("www.example")) {
            assertThat(ask(client, "GET /a HTTP/1.1\r\nHost: www.example\r\n\r\n")
                            .text())
                    .isEqualTo("you said ");
            client.getOutputStream().write("HEAD /b HTTP/1.1\r\nHost: www.example\r\n\r\n".getBytes(ISO_8859_1));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) client.getInputStream().read());
            }
            assertThat(head).contains("Content-Length: 9");
            assertThat(ask(client, wire("""
                                            POST /c HTTP/1.1
                                            Host: www.example
                                            Transfer-Encoding: chunked

                                            5
                                            hello
                                            4
                                             you
                                            0

                                            """)).text()).isEqualTo("you said hello you");
            assertThat(ask(client, "GET /d HTTP/1.1\r\nHost: other.example\r\n\r\n")
                            .status())
                    .as("whatever its Host field says, it goes where the client has dialled")
                    .isEqualTo(200);
        }
        assertThat(farEnd.asked()).extracting(HttpTalk.Message::target).containsExactly("/a", "/b", "/c", "/d");
        assertThat(gate.asked(ImEvent.class)).isEmpty();
    }

    @Test
    void aWebMessengerIsRefusedByRule() throws Exception {
        gate.rule(event -> new Verdict.Deny("not here"));
        try (Socket client = dial("127.0.0.1")) {
            assertThat(ask(client, "GET /news HTTP/1.1\r\nHost: news.example\r\n\r\n")
                            .status())
                    .isEqualTo(200);
            HttpTalk.Message page = ask(client, "GET / HTTP/1.1\r\nHost: webmessenger.msn.com\r\n\r\n");
            assertThat(page.status()).isEqualTo(403);
            assertThat(page.text()).contains("not here");
        }
        assertThat(farEnd.asked()).hasSize(1);
    }

    @Test
    void aTunnelRunsThereAsWell() throws Exception {
        try (Socket client = dial("gateway.messenger.hotmail.com")) {
            String open = wire("""
                    POST /gateway/gateway.dll?Action=open&Server=NS&IP=messenger.hotmail.com HTTP/1.1
                    Host: gateway.messenger.hotmail.com
                    Content-Length: 17

                    USR 1 TWN I a@b
                    """);
            assertThat(ask(client, open).text()).isEqualTo("you said USR 1 TWN I a@b\r\n");
            gate.rule(event -> new Verdict.Deny(null));
            HttpTalk.Message refused = ask(client, open);
            assertThat(refused.field("X-MSN-Messenger")).endsWith("; Session=close");
        }
        assertThat(farEnd.asked()).hasSize(1);
        assertThat(gate.asked(ImEvent.SignOn.class)).hasSize(2);
    }

    @Test
    void soDoRequestsToAProxyElsewhere() throws Exception {
        try (OpenGate elsewhere = new OpenGate(
                        Transport.best(), OpenGate.relaySettings(), OpenGate.proxy(EntrySettings.Authentication.NONE));
                Socket client = gate.gate()
                        .socks("127.0.0.1", elsewhere.address("proxy").getPort())) {
            client.setSoTimeout(20_000);
            String base = "http://127.0.0.1:" + farEnd.port();
            assertThat(ask(client, "GET " + base + "/x HTTP/1.1\r\nHost: 127.0.0.1:" + farEnd.port() + "\r\n\r\n")
                            .text())
                    .isEqualTo("you said ");
            gate.rule(event -> new Verdict.Deny("not here"));
            assertThat(ask(
                                    client,
                                    "GET http://webmessenger.msn.com:" + farEnd.port()
                                            + "/ HTTP/1.1\r\nHost: webmessenger.msn.com\r\n\r\n")
                            .status())
                    .isEqualTo(403);
            HttpTalk.Message closed = ask(
                    client,
                    "POST " + base + "/gateway/gateway.dll?Action=open&Server=NS&IP=messenger.hotmail.com HTTP/1.1\r\n"
                            + "Host: 127.0.0.1:" + farEnd.port()
                            + "\r\nContent-Length: 17\r\n\r\nUSR 1 TWN I a@b\r\n");
            assertThat(closed.field("X-MSN-Messenger")).endsWith("; Session=close");
        }
        assertThat(farEnd.asked()).hasSize(1);
    }
}
