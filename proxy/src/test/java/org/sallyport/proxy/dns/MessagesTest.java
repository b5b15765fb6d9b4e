package org.sallyport.proxy.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Reading queries and learning from answers, byte by byte. */
class MessagesTest {

    private static final String HEADER = "1234 0100 0001 0000 0000 0000 ";

    @Test
    void aQueryIsRead() {
        Query query = asked(Wire.QUERY);
        assertThat(query.id()).isEqualTo(0x1234);
        assertThat(query.host()).isEqualTo("login.icq.com");
        assertThat(query.type()).isEqualTo(Query.A);
        assertThat(query.dnsClass()).isEqualTo(Query.IN);
        assertThat(query.end()).isEqualTo(31);
    }

    @ParameterizedTest
    @CsvSource({
        "An answer is no query, 1234 8180 0001 0000 0000 0000 00 0001 0001, noise",
        "Shorter than a header, 1234 0100 0001 0000 0000 00, noise",
        "Empty, '', noise",
        "A status query, 1234 1000 0001 0000 0000 0000 00 0001 0001, 4",
        "An update, 1234 2800 0001 0000 0000 0000 00 0006 0001, 4",
        "No question, 1234 0100 0000 0000 0000 0000, 1",
        "Two questions, 1234 0100 0002 0000 0000 0000 00 0001 0001 00 0001 0001, 1",
        "A name without end, 1234 0100 0001 0000 0000 0000 03 616263, 1",
        "A label beyond the end, 1234 0100 0001 0000 0000 0000 3f 616263 00 0001 0001, 1",
        "A name that points to itself, 1234 0100 0001 0000 0000 0000 c00c 0001 0001, 1",
        "A reserved kind of label, 1234 0100 0001 0000 0000 0000 41 61 00 0001 0001, 1",
        "No class, 1234 0100 0001 0000 0000 0000 01 61 00 0001, 1",
        "A transfer, 1234 0100 0001 0000 0000 0000 01 61 00 00fc 0001, 5",
    })
    void whatIsNotLookedUp(String what, String hex, String expected) {
        switch (Query.read(Wire.buffer(hex))) {
            case Query.Read.Noise noise -> assertThat(expected).as(what).isEqualTo("noise");
            case Query.Read.Refused refused ->
                assertThat(expected).as(what).isEqualTo(Integer.toString(refused.responseCode()));
            case Query.Read.Asked asked -> assertThat(expected).as(what).isEqualTo("asked");
        }
    }

    @Test
    void namesThatNoHostHasAreAskedAndNotRemembered() {
        assertThat(asked(HEADER + "03 612e62 00 0001 0001").host()).isNull();
        assertThat(asked(HEADER + "02 610a 00 0001 0001").host()).isNull();
        assertThat(asked(HEADER + "00 0002 0001").host()).isNull();
        assertThat(asked(HEADER + "04 5f415061 00 0001 0001").host()).isEqualTo("_apa");
    }

    @Test
    void aNameEndsAt255Bytes() {
        String label = "3f " + "61".repeat(63);
        assertThat(asked(HEADER + label.repeat(3) + "3d" + "61".repeat(61) + "00 0001 0001")
                        .host())
                .hasSize(253);
        assertThat(Query.read(Wire.buffer(HEADER + label.repeat(3) + "3e" + "61".repeat(62) + "00 0001 0001")))
                .isInstanceOf(Query.Read.Refused.class);
    }

    @Test
    void anAliasLeadsToTheAddress() throws Exception {
        ByteBuf answer = Wire.buffer(Wire.ANSWER);
        // As a client would have asked it.
        Query query = asked("edd4 0100 0001 0000 0000 0000 03667470 0765636974656c65 03636f6d 00 0001 0001");
        assertThat(query.isAnsweredBy(answer, 0xedd4, query(query))).isTrue();
        assertThat(Learned.from(answer, query))
                .containsExactly(new Learned(InetAddress.getByName("147.234.1.253"), 33));
        assertThat(answer.readerIndex()).isZero();
    }

    /** Names in answers may come in any order, and in any case. */
    @Test
    void aliasesAreFollowedInAnyOrderAndThroughCircles() throws Exception {
        Query query = asked(HEADER + "01 61 00 0001 0001");
        String question = "1234 8180 0001 0005 0000 0000  01 61 00 0001 0001";
        ByteBuf answer = Wire.buffer(question
                + "  01 63 00 0001 0001 00000005 0004 c0000201"
                + "  01 62 00 0005 0001 00000005 0003 01 43 00"
                + "  01 41 00 0005 0001 00000005 0003 01 62 00"
                + "  01 63 00 0005 0001 00000005 0003 01 61 00"
                + "  01 78 00 0001 0001 00000005 0004 c0000202");
        // What belongs to another name is none of ours.
        assertThat(Learned.from(answer, query)).containsExactly(new Learned(InetAddress.getByName("192.0.2.1"), 5));
    }

    @ParameterizedTest
    @CsvSource({
        "another id, edd5 8180 0001 0000 0000 0000 0146 00 0001 0001, false",
        "a query, edd4 0180 0001 0000 0000 0000 0146 00 0001 0001, false",
        "another name, edd4 8180 0001 0000 0000 0000 0147 00 0001 0001, false",
        "another type, edd4 8180 0001 0000 0000 0000 0146 00 001c 0001, false",
        "another class, edd4 8180 0001 0000 0000 0000 0146 00 0001 0003, false",
        "two questions, edd4 8180 0002 0000 0000 0000 0146 00 0001 0001, false",
        "no question and no error, edd4 8180 0000 0000 0000 0000, false",
        "no question and an error, edd4 8181 0000 0000 0000 0000, true",
        "cut short, edd4 8180 0001 0000 0000 0000 0146 00 00, false",
        "in other case, edd4 8180 0001 0000 0000 0000 0166 00 0001 0001, true",
        "as asked, edd4 8180 0001 0000 0000 0000 0146 00 0001 0001, true",
    })
    void whatIsAnAnswer(String what, String hex, boolean expected) {
        ByteBuf message = Wire.buffer("0001 0100 0001 0000 0000 0000 0146 00 0001 0001");
        Query query = ((Query.Read.Asked) Query.read(message)).query();
        assertThat(query.isAnsweredBy(Wire.buffer(hex), 0xedd4, message))
                .as(what)
                .isEqualTo(expected);
    }

    @Test
    void brokenMessagesTeachNothingAndThrowNothing() {
        byte[] answer = Wire.bytes(Wire.ANSWER);
        Query query = asked("edd4 0100 0001 0000 0000 0000 03667470 0765636974656c65 03636f6d 00 0001 0001");
        for (int length = 0; length < answer.length; length++) {
            ByteBuf cut = Unpooled.copiedBuffer(answer, 0, length);
            assertThat(Learned.from(cut, query)).hasSizeLessThanOrEqualTo(1);
            assertThat(Query.read(cut)).isNotNull();
            cut.release();
        }
        Random random = new Random(1);
        for (int i = 0; i < 20_000; i++) {
            byte[] mutated = answer.clone();
            for (int j = 0; j < 4; j++) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt(256);
            }
            assertThat(Learned.from(Unpooled.wrappedBuffer(mutated), query)).isNotNull();
            assertThat(Query.read(Unpooled.wrappedBuffer(mutated))).isNotNull();
        }
    }

    @Test
    void manyRecordsAreReadInPart() {
        StringBuilder records = new StringBuilder("1234 8180 0001 ffff 0000 0000  01 61 00 0001 0001");
        records.append(" c00c 0001 0001 00000005 0004 c0000201".repeat(900));
        assertThat(Learned.from(Wire.buffer(records.toString()), asked(HEADER + "01 61 00 0001 0001")))
                .hasSize(100);
    }

    @Test
    void namesOfTheConfigurationAreAnsweredByFamily() throws Exception {
        LocalAnswers local = new LocalAnswers(List.of(
                new DnsSettings.Answer("login.icq.com", InetAddress.getByName("10.0.0.5")),
                new DnsSettings.Answer("login.icq.com", InetAddress.getByName("2001:db8::5")),
                new DnsSettings.Answer("*.icq.com", InetAddress.getByName("10.0.0.6")),
                new DnsSettings.Answer("*.a.icq.com", InetAddress.getByName("10.0.0.7"))));
        List<InetAddress> addresses = local.find("login.icq.com");
        assertThat(addresses).hasSize(2);
        assertThat(local.find("icq.com")).containsExactly(InetAddress.getByName("10.0.0.6"));
        assertThat(local.find("x.a.icq.com")).containsExactly(InetAddress.getByName("10.0.0.7"));
        assertThat(local.find("noticq.com")).isNull();
        ByteBuf message = Wire.buffer(Wire.QUERY);
        ByteBuf reply = Replies.addresses(message.alloc(), message, asked(Wire.QUERY), addresses);
        byte[] bytes = new byte[reply.readableBytes()];
        reply.readBytes(bytes);
        reply.release();
        assertThat(Wire.hex(bytes))
                .isEqualTo(Wire.hex(
                        Wire.bytes("1234 8180 0001 0001 0000 0000  05 6c6f67696e 03 696371 03 636f6d 00 0001 0001"
                                + "  c00c 0001 0001 0000003c 0004 0a000005")));
    }

    private static ByteBuf query(Query query) {
        return Wire.buffer("edd4 0100 0001 0000 0000 0000 03667470 0765636974656c65 03636f6d 00 0001 0001")
                .slice(0, query.end());
    }

    private static Query asked(String hex) {
        return ((Query.Read.Asked) Query.read(Wire.buffer(hex))).query();
    }
}
