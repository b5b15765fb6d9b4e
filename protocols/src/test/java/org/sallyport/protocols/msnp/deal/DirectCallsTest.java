package org.sallyport.protocols.msnp.deal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.msnp.mime.RecordedMessages;
import org.sallyport.protocols.msnp.p2p.Nonce;

/** Direct connections that are agreed on within a call. */
class DirectCallsTest {

    private static final Verdict DENY = new Verdict.Deny(null);

    private final Table table = new Table();
    private final Slp slp = new Slp();

    @Test
    void aRefusedDirectConnectionKeepsTheTransferHere() {
        table.send(Side.CLIENT, RecordedMessages.payload("invite"));
        table.send(Side.SERVER, RecordedMessages.payload("ok"));
        table.events.clear();
        int told = table.handoffs.size();
        table.rules(event -> event.feature().id().equals("direct-connection") ? DENY : Verdict.Allow.INSTANCE);
        assertThat(table.send(Side.CLIENT, slp.text(Slp.transportRequest(), Slp.YOU)))
                .isEqualTo("dropped");
        assertThat(table.event()).startsWith("invite direct-connection propose | outbound");
        table.said();
        Table.Heard answer = table.said();
        assertThat(answer.side()).isEqualTo(Side.CLIENT);
        assertThat(answer.latin1())
                .contains(
                        "MSNSLP/1.0 200 OK",
                        "transrespbody",
                        "Listening: false",
                        "Nonce: {00000000-0000-0000-0000-000000000000}");
        assertThat(table.send(Side.CLIENT, slp.text(Slp.transportRequest(), Slp.YOU)))
                .isEqualTo("dropped");
        assertThat(table.events).isEmpty();
        assertThat(table.send(Side.CLIENT, RecordedMessages.payload("data"))).isEqualTo("on");
        assertThat(table.handoffs.size()).isEqualTo(told);
    }

    @Test
    void anAllowedDirectConnectionIsAnnounced() {
        table.send(Side.CLIENT, RecordedMessages.payload("invite"));
        table.send(Side.SERVER, RecordedMessages.payload("ok"));
        assertThat(table.send(Side.CLIENT, slp.text(Slp.transportRequest(), Slp.YOU)))
                .isEqualTo("on");
        String nonce = "{00112233-4455-6677-8899-AABBCCDDEEFF}";
        assertThat(table.handoffs.recall(Announcements.DIRECT, Objects.requireNonNull(Nonce.parse(nonce))))
                .isEqualTo(new Handoff(Table.MSN, Table.HERE, Announcements.BOTH, null, Table.THERE, Slp.CALL));
        String response = Slp.request(
                        "X",
                        Slp.YOU,
                        Slp.ME,
                        Slp.CALL,
                        "application/x-msnmsgr-transrespbody",
                        String.join(
                                "\r\n",
                                "Bridge: TCPv1",
                                "Listening: true",
                                "Hashed-Nonce: {10112233-4455-6677-8899-AABBCCDDEEFF}",
                                "srddA-lanretxE4vPI: 7.2.0.291",
                                "",
                                "\0"))
                .replaceFirst("^[^\r]*", "MSNSLP/1.0 200 OK");
        table.events.clear();
        assertThat(table.send(Side.SERVER, slp.text(response, Slp.ME))).isEqualTo("on");
        assertThat(table.event()).startsWith("invite direct-connection accept | inbound");
        // Both nonces, and the file's session.
        assertThat(table.handoffs.size()).isEqualTo(3);
    }

    @Test
    void aRefusedAnswerAboutADirectConnectionBecomesNobodyListens() {
        String response = Slp.request(
                        "X",
                        Slp.YOU,
                        Slp.ME,
                        Slp.CALL,
                        "application/x-msnmsgr-transrespbody",
                        "Bridge: TCPv1\r\nListening: true\r\n\r\n\0")
                .replaceFirst("^[^\r]*", "MSNSLP/1.0 200 OK");
        table.rule(DENY);
        assertThat(table.send(Side.SERVER, slp.text(response, Slp.ME))).isEqualTo("dropped");
        table.said();
        Table.Heard answer = table.said();
        assertThat(answer.side()).isEqualTo(Side.CLIENT);
        assertThat(answer.latin1())
                .contains(
                        "200 OK\r\nTo: <msnmsgr:t1h@hotmail.com>\r\nFrom: <msnmsgr:t2h@hotmail.com>",
                        "Listening: false");
    }
}
