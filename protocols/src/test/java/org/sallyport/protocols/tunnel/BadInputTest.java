package org.sallyport.protocols.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sallyport.protocols.tunnel.HttpTranscript.buffer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.protocols.Address;
import org.sallyport.protocols.trial.LeakListener;

/** What peers must not be able to do: throw, lose a buffer, get past a bound, or be taken for somebody else. */
class BadInputTest {

    private static final String SID = "00112233445566778899aabbccddeeff";

    private final TunnelFormats formats = TunnelFormats.installed();

    private static HttpHead head(String method, String target, String host, String... fields) {
        return HttpHead.request(method, target, host, HttpFields.of(fields));
    }

    private String request(HttpHead head, ByteBuf body) {
        return formats.claiming(head)
                .map(format ->
                        HttpTranscript.describe(format.request(head, body)).getFirst())
                .orElse("nobody's");
    }

    @ParameterizedTest
    @CsvSource({
        "Action=open&Server=XX&IP=a, malformed BROKEN opens neither NS nor SB",
        "Action=open&IP=a, malformed BROKEN opens neither NS nor SB",
        "Action=open&Server=NS, malformed BROKEN opens without a usable address",
        "Action=open&Server=NS&IP=, malformed BROKEN opens without a usable address",
        "Action=open&Server=NS&IP=a%0d%0ab, malformed BROKEN opens without a usable address",
        "Action=open&Server=NS&IP=a:70000, malformed BROKEN opens without a usable address",
        "Action=open&Server=NS&IP=a&IP=b, malformed BROKEN parameter given twice",
        "Action=open&Server=NS&IP=a&SessionID=1.2, malformed BROKEN opens with a session id",
        "Action=close&SessionID=1.2, malformed BROKEN unknown action",
        "Action=poll, malformed BROKEN no usable session id",
        "SessionID=, malformed BROKEN no usable session id",
        "SessionID=.1, malformed BROKEN no usable session id",
        "SessionID=1.2&sessionid=3.4, malformed BROKEN parameter given twice",
        "SessionID=1.2%3b%20Session=close, malformed BROKEN no usable session id",
        "Sess%ionID=1.2, malformed BROKEN query that can't be read",
        "Sess%6, malformed BROKEN query that can't be read",
        "%53essionID=1.2, SEND key 1 alias -",
        "'', malformed BROKEN no usable session id",
    })
    void readsMsnTargets(String query, String expected) {
        HttpHead head = head("POST", "http://192.0.2.1/Gateway/gateway%2edll?" + query, "192.0.2.1");
        assertThat(request(head, Unpooled.EMPTY_BUFFER)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "SessionID=1.2; GW-IP=a b, malformed BROKEN gateway's field that can't be read",
        "SessionID=1.2; SessionID=3.4, malformed BROKEN gateway's field that can't be read",
        "SessionID=1 2, malformed BROKEN gateway's field that can't be read",
        "SessionID=.2, malformed BROKEN no usable session id",
        "SessionID=1.2;GW-IP=192.0.2.3;Session=Close, key 1 ends advertised 192.0.2.3:80",
        "Session=close, key - ends",
        "x, key -",
    })
    void readsMsnFields(String field, String expected) {
        HttpHead head = head("POST", "/gateway/gateway.dll?SessionID=1.2", "192.0.2.1");
        HttpHead response = HttpHead.response(200, HttpFields.of("X-MSN-Messenger", field));
        assertThat(HttpTranscript.describe(new MsnGateway().response(head, response, Unpooled.EMPTY_BUFFER))
                        .getFirst())
                .isEqualTo(expected);
    }

    @Test
    void tellsWhoseARequestIs() {
        assertThat(request(head("GET", "/gateway/gateway.dll?SessionID=1.2", "192.0.2.1"), Unpooled.EMPTY_BUFFER))
                .isEqualTo("malformed BROKEN method other than POST");
        assertThat(request(head("OPTIONS", "/gateway/gateway.dll", "192.0.2.1"), Unpooled.EMPTY_BUFFER))
                .isEqualTo("nobody's");
        assertThat(request(
                        head("POST", "/x?SessionID=1.2", "a", "content-type", "Application/X-MSN-Messenger; x=y"),
                        buffer("\"PNG\\r\\n\"")))
                .isEqualTo("SEND key 1 alias -");
        assertThat(request(head("GET", "/", "gateway.messenger.hotmail.com"), Unpooled.EMPTY_BUFFER))
                .isEqualTo("nobody's");
        assertThat(request(head("GET", "/hello", "www.example.com"), Unpooled.EMPTY_BUFFER))
                .isEqualTo("nobody's");
        assertThat(request(head("GET", "/data?sid=1", "www.example.com"), Unpooled.EMPTY_BUFFER))
                .isEqualTo("nobody's");
        assertThat(request(head("GET", "/data?sid=1&%sid=" + SID, "www.example.com"), Unpooled.EMPTY_BUFFER))
                .isEqualTo("malformed BROKEN query that can't be read");
        assertThat(request(head("POST", "/data?sid=" + SID + "&SID=" + SID, "www.example.com"), Unpooled.EMPTY_BUFFER))
                .isEqualTo("malformed BROKEN no usable session id");
        assertThat(request(head("GET", "/data?sid=" + SID, "aimhttp.oscar.aol.com"), Unpooled.EMPTY_BUFFER))
                .isEqualTo("malformed BROKEN method that doesn't fit");
        assertThat(request(head("POST", "/monitor?sid=" + SID, "192.0.2.1"), buffer("00")))
                .isEqualTo("malformed BROKEN body where none belongs");
        assertThat(request(head("POST", "/notify", "www.example.com", "Content-Length", "900"), buffer("\"a=b\"")))
                .isEqualTo("not ours");
        assertThat(request(head("POST", "/notify", "www.example.com", "Content-Length", "9000000"), buffer("")))
                .isEqualTo("nobody's");
        assertThat(request(head("POST", "/notify", "www.example.com"), buffer("")))
                .isEqualTo("nobody's");
        assertThat(request(
                        head("POST", "/notify", "192.0.2.1", "Content-Length", "20"),
                        buffer("\"YMSG\" 00090000 0000 0012 00000000 00000009")))
                .isEqualTo("SEND key 00000009 alias -");
        assertThat(request(
                        head("post", "/notify", "HTTP.pager.yahoo.com."),
                        buffer("\"YMSG\" 00090000 0000 0012 00000000 00000009")))
                .isEqualTo("malformed BROKEN method other than POST");
        assertThat(request(head("POST", "/notify", "http.pager.yahoo.com"), buffer("\"<x/>\"")))
                .isEqualTo("malformed BROKEN no YMSG packet");
        TunnelFormat oscar =
                formats.claiming(head("GET", "/hello", "aimhttp.oscar.aol.com")).orElseThrow();
        assertThat(oscar.service(head("GET", "/hello", "aimhttp.oscar.aol.com")).value())
                .isEqualTo("aim");
        assertThat(oscar.service(head("GET", "/hello", "http.proxy.icq.com")).value())
                .isEqualTo("icq");
    }

    @Test
    void knowsThePagerBeforeYmsgAndKeepsItsPassword() {
        HttpHead signOn = head("GET", "/config/ncclogin?.src=bl&login=amy&passwd=sesame&n=1", "edit.my.example.com");
        String said = "malformed LEGACY_PAGER pager from before YMSG";
        assertThat(request(signOn, Unpooled.EMPTY_BUFFER)).isEqualTo(said);
        assertThat(request(head("POST", "/notify", "192.0.2.1", "Content-Length", "9"), buffer("\"YPNS2.0\" 0000")))
                .isEqualTo(said);
        assertThat(signOn.toString()).isEqualTo("request GET to edit.my.example.com");
        assertThat(HttpFields.of("Cookie", "secret").toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00",
                "000c 0443 0005 00000000 000000",
                "000b 0443 0005 00000000 000000",
                "ffff 0443 0005 00000000 00000001",
                "000c 0444 0005 00000000 00000001",
                "000c 0443 0003 00000000 00000001",
                "000f 0443 0003 00000000 00000001 0000 14",
                "0010 0443 0003 00000000 00000001 ffff 6161",
                "000f 0443 0003 00000000 00000001 0001 61",
                "0013 0443 0003 00000000 00000001 0003 610062 1446",
                "000c 0443 0002 00000000 00000001",
                "000d 0443 0005 00000000 00000001 2a 00",
            })
    void callsABrokenRecordBroken(String tokens) {
        assertThat(request(head("POST", "/data?sid=" + SID, "192.0.2.1"), buffer(tokens)))
                .startsWith("malformed BROKEN record");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "000000",
                "01000000",
                "00000000 00",
                "01000000 \"YMSG\" 00000000 0001 0006 00000000 00000000",
                "01000000 \"YMSG\" 00000000 0000 0006 00000000 00000000 00",
                "02000000 \"YMSG\" 00000000 0000 0006 00000000 00000000",
                "01000000 \"YHOO\" 00000000 0000 0006 00000000 00000000",
                "01000001 \"YMSG\" 00000000 0000 0006 00000000 00000000",
                "ffffffff",
            })
    void callsAMiscountedAnswerBroken(String tokens) {
        HttpHead head = head("POST", "/notify", "http.pager.yahoo.com");
        assertThat(new YahooPager().response(head, HttpHead.response(200, HttpFields.NONE), buffer(tokens)))
                .isInstanceOf(Unwrapped.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<Session Payload='yes' SessionId='1-2'><Ymsg Command='6'>5^$b^$</Ymsg></Session> | SEND key 1-2 alias -",
                "<?xml version='1.0' encoding='UTF-8'?> <Session Payload='no' SessionId='1-2' > </Session > | POLL key 1-2 alias -",
                "<Session Payload='yes' SessionId='1-2'><Ymsg Command='6'><![CDATA[5^$<b>^$]]></Ymsg></Session> | SEND key 1-2 alias -",
                "<Session Payload='yes'><Ymsg Command='87'>1^$a^$</Ymsg></Session> | OPEN key - alias -",
                "<Session Payload='yes'><Ymsg Command='6'>1^$a^$</Ymsg></Session> | malformed BROKEN opens with something else",
                "<Session Payload='no'/> | malformed BROKEN no usable session id",
                "<Session Payload='no' SessionId=''/> | malformed BROKEN no usable session id",
                "<Session Payload='no' SessionId='1 2'/> | malformed BROKEN no usable session id",
                "<Session SessionId='1-2'/> | malformed BROKEN a payload other than was said",
                "<Session Payload='no' SessionId='1-2'><Ymsg Command='6'/></Session> | malformed BROKEN a payload other than was said",
                "<Session Payload='yes' SessionId='1-2'></Session> | malformed BROKEN a payload other than was said",
                "<Session Payload='no' SessionId='1-2' SessionId='3-4'/> | malformed BROKEN no session",
                "<Session Payload='no' SessionId='&#49;-2'/> | malformed BROKEN no session",
                "<Session Payload='no' SessionId='1-2'/><Session/> | malformed BROKEN bytes after the session",
                "<Session Payload='no' SessionId='1-2'><!-- --></Session> | malformed BROKEN a session that can't be read",
                "<Session Payload='no' SessionId='1-2'><x/></Session> | malformed BROKEN a packet that can't be read",
                "<Session Payload='no' SessionId='1-2'>x</Session> | malformed BROKEN a session that can't be read",
                "<!DOCTYPE x [<!ENTITY a 'b'>]><Session Payload='no' SessionId='1-2'/> | malformed BROKEN no session",
                "<?xml version='1.0' encoding='UTF-16'?><Session Payload='no' SessionId='1-2'/> | malformed BROKEN no session",
                "<?pi x?><Session Payload='no' SessionId='1-2'/> | malformed BROKEN no session",
                "<session Payload='no' SessionId='1-2'/> | malformed BROKEN no session",
            })
    void readsSessions(String body, String expected) {
        ByteBuf bytes = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
        assertThat(request(head("POST", "/", "scsa.msg.yahoo.com"), bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<Ymsg Command='6'>5^$b</Ymsg>",
                "<Ymsg Command='6'>5^$b^</Ymsg>",
                "<Ymsg Command='6'>5^$b^!^$</Ymsg>",
                "<Ymsg Command='6'>5^$&a;^$</Ymsg>",
                "<Ymsg Command='6'>5^$&#0;^$</Ymsg>",
                "<Ymsg Command='6'>5^$&#xD800;^$</Ymsg>",
                "<Ymsg Command='6'>5^$&#x110000;^$</Ymsg>",
                "<Ymsg Command='6'>5^$&#;^$</Ymsg>",
                "<Ymsg Command='6'>5^$<!-- -->^$</Ymsg>",
                "<Ymsg Command='6'>5^$<b>x</b>^$</Ymsg>",
                "<Ymsg Command='6'>5^$<![CDATA[^$</Ymsg>",
                "<Ymsg Command='6'>5^$\u0001^$</Ymsg>",
                "<Ymsg>5^$b^$</Ymsg>",
                "<Ymsg Command='65536'/>",
                "<Ymsg Command='-6'/>",
                "<Ymsg Command='6' Status='4294967296'/>",
                "<Ymsg Command='6' Status='-2147483649'/>",
                "<Ymsg Command='6' Version='x'/>",
                "<Ymsg Command='6' SessionId='99999999999'/>",
                "<Ymsg Command='6'Status='1'/>",
                "<Ymsg Command=6/>",
                "</Ymsg>",
            })
    void callsABrokenPacketBroken(String packet) {
        String body = "<Session Payload='yes' SessionId='1-2'>" + packet + "</Session>";
        assertThat(request(
                        head("POST", "/", "scsa.msg.yahoo.com"), Unpooled.copiedBuffer(body, StandardCharsets.UTF_8)))
                .startsWith("malformed BROKEN a ");
    }

    @Test
    void tellsWhoseASessionIs() {
        ByteBuf session = Unpooled.copiedBuffer("<Session Payload='no' SessionId='1-2'/>", StandardCharsets.UTF_8);
        String ours = "POLL key 1-2 alias -";
        assertThat(request(head("POST", "http://cs1.msg2.yahoo.com/?x=y", "cs1.msg2.yahoo.com"), session))
                .isEqualTo(ours);
        assertThat(request(head("POST", "/", "192.0.2.7", "Content-Length", "39"), session))
                .isEqualTo(ours);
        assertThat(request(head("POST", "/", "[2001:db8::7]", "Content-Length", "39"), session))
                .isEqualTo(ours);
        assertThat(request(head("POST", "/", "192.0.2.7", "Content-Length", "39"), buffer("\"<x/>\"")))
                .isEqualTo("not ours");
        assertThat(request(head("POST", "/", "192.0.2.7", "Content-Length", "390000"), session))
                .isEqualTo("nobody's");
        assertThat(request(head("POST", "/", "www.example.com", "Content-Length", "39"), session))
                .isEqualTo("nobody's");
        assertThat(request(head("POST", "/", "msg.yahoo.com.example.com", "Content-Length", "39"), session))
                .isEqualTo("nobody's");
        assertThat(request(head("POST", "/x", "scsa.msg.yahoo.com"), session)).isEqualTo("nobody's");
        assertThat(request(head("GET", "/", "scsa.msg.yahoo.com"), session)).isEqualTo("nobody's");
        assertThat(request(head("post", "/", "scsa.msg.yahoo.com"), session))
                .isEqualTo("malformed BROKEN method other than POST");
        assertThat(request(
                        head("POST", "/", "scsa.msg.yahoo.com", "Content-Type", "text/xml; charset=utf-16"), session))
                .isEqualTo("malformed BROKEN a charset other than UTF-8");
        assertThat(request(
                        head("POST", "/", "scsa.msg.yahoo.com", "Content-Type", "text/xml; charset=\"UTF-8\""),
                        session))
                .isEqualTo(ours);
        assertThat(request(
                        head("POST", "/", "scsa.msg.yahoo.com"),
                        buffer("\"<Session Payload='no' SessionId='\" c080 \"'/>\"")))
                .isEqualTo("malformed BROKEN no session");
        String many = "<Session Payload='yes' SessionId='1-2'>" + "<Ymsg Command='6'/>".repeat(5_000) + "</Session>";
        assertThat(request(
                        head("POST", "/", "scsa.msg.yahoo.com"), Unpooled.copiedBuffer(many, StandardCharsets.UTF_8)))
                .isEqualTo("malformed TOO_MUCH too many packets");
    }

    @Test
    void takesNoMoreThanItsBounds() {
        HttpHead data = head("POST", "/data?sid=" + SID, "192.0.2.1");
        String record = "000c 0443 0005 00000000 00000001 ";
        assertThat(request(data, buffer(record.repeat(4_096)))).isEqualTo("SEND key " + SID + " alias -");
        assertThat(request(data, buffer(record.repeat(4_097)))).isEqualTo("malformed TOO_MUCH too many records");
        ByteBuf long1 = Unpooled.buffer().writeZero(TunnelFormat.MOST_BODY + 1);
        HttpHead msn = head("POST", "/gateway/gateway.dll?SessionID=1.2", "192.0.2.1");
        assertThat(request(msn, long1)).isEqualTo("malformed TOO_MUCH body too long");
        assertThat(request(
                        head("POST", "/gateway/gateway.dll?SessionID=" + "1".repeat(65), "192.0.2.1"),
                        Unpooled.EMPTY_BUFFER))
                .isEqualTo("malformed BROKEN no usable session id");
        assertThat(request(
                        head("POST", "/gateway/gateway.dll?x=" + "1".repeat(3_000), "192.0.2.1"),
                        Unpooled.EMPTY_BUFFER))
                .isEqualTo("malformed BROKEN target too long");
        assertThat(request(head("POST", "/gateway/gateway.dll?" + "x&".repeat(40), "192.0.2.1"), Unpooled.EMPTY_BUFFER))
                .isEqualTo("malformed BROKEN query that can't be read");
        assertThat(request(
                        head("POST", "/gateway/gateway.dll?SessionID=1.2", "a", "Content-Encoding", "gzip"),
                        Unpooled.EMPTY_BUFFER))
                .isEqualTo("malformed BROKEN body is encoded");
        List<HttpFields.Field> many = new ArrayList<>();
        for (int i = 0; i <= HttpFields.MOST; i++) {
            many.add(new HttpFields.Field("a", "b"));
        }
        assertThatThrownBy(() -> new HttpFields(many)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HttpFields.of("a", "b\r\nc: d")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TunnelFormats(List.of(new OscarHttp(), new OscarHttp())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Heads and bodies of one format, damaged, given to all of them; whatever was read is put together in every way. */
    @ParameterizedTest
    @ValueSource(strings = {"msn-gateway", "yahoo-pager", "oscar-http", "yahoo-xml"})
    void standsMutations(String id) {
        LeakListener.reset();
        Random random = new Random(11);
        List<HttpTranscript.Message> messages = HttpTranscript.read(id);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            HttpTranscript.Message message = messages.get(random.nextInt(messages.size()));
            TunnelFormat format = formats.all().get(random.nextInt(formats.all().size()));
            HttpHead request = random.nextInt(3) == 0 ? damaged(message.request(), random) : message.request();
            HttpHead response = message.response() == null
                    ? null
                    : random.nextInt(3) == 0 ? damaged(message.response(), random) : message.response();
            ByteBuf body = damaged(message.body(), random);
            try {
                formats.claiming(request);
                read += trial(format, request, response, body, random) ? 1 : 0;
            } catch (RuntimeException e) {
                throw new AssertionError(id + ", mutation " + round + ": " + e, e);
            }
            assertThat(body.readerIndex()).isZero();
            assertThat(body.refCnt()).isEqualTo(1);
            body.release();
        }
        assertThat(read).as("messages that could still be read").isGreaterThan(1_000);
        LeakListener.assertNoLeaks();
    }

    private static boolean trial(
            TunnelFormat format, HttpHead request, @Nullable HttpHead response, ByteBuf body, Random random) {
        Unwrapped unwrapped =
                response == null ? format.request(request, body) : format.response(request, response, body);
        List<Piece> pieces = new ArrayList<>();
        if (unwrapped instanceof Unwrapped.Request r) {
            pieces.addAll(r.pieces());
            assertThat(r.key() == null ? 0 : r.key().length()).isLessThanOrEqualTo(TunnelFormat.MOST_KEY_CHARS);
        } else if (unwrapped instanceof Unwrapped.Response r) {
            pieces.addAll(r.pieces());
        } else {
            return false;
        }
        if (!pieces.isEmpty() && random.nextBoolean()) {
            pieces.remove(random.nextInt(pieces.size()));
        }
        if (random.nextBoolean()) {
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            pieces.add(Piece.Data.of(new StreamId(random.nextInt(3)), Unpooled.wrappedBuffer(noise)));
            pieces.add(Piece.Close.of(StreamId.ONLY));
        }
        format.service(request);
        Address elsewhere = random.nextBoolean() ? new Address("gw.example.com", 80) : null;
        if (response != null) {
            format.wrapResponse(request, response, pieces, elsewhere).body().release();
        } else {
            switch (format.wrapRequest(request, pieces)) {
                case Rewrapped.ForwardAs forward -> forward.body().release();
                case Rewrapped.AnswerLocally answer -> answer.body().release();
            }
        }
        format.answer(request, pieces).body().release();
        format.closed(request, pieces).body().release();
        return true;
    }

    private static HttpHead damaged(HttpHead head, Random random) {
        List<HttpFields.Field> fields = new ArrayList<>();
        for (HttpFields.Field field : head.fields().all()) {
            if (random.nextInt(4) != 0) {
                fields.add(new HttpFields.Field(
                        field.name(), random.nextInt(3) == 0 ? damaged(field.value(), random) : field.value()));
            }
        }
        return new HttpHead(
                random.nextInt(8) == 0 ? "GET" : head.method(),
                head.target().isEmpty() ? "" : damaged(head.target(), random),
                random.nextInt(4) == 0 ? "" : head.host(),
                head.status() != 0 && random.nextInt(6) == 0 ? 302 : head.status(),
                new HttpFields(fields));
    }

    private static String damaged(String text, Random random) {
        StringBuilder out = new StringBuilder(text);
        for (int i = random.nextInt(3); i >= 0 && !out.isEmpty(); i--) {
            int at = random.nextInt(out.length());
            switch (random.nextInt(3)) {
                case 0 -> out.setCharAt(at, "%&=?.:;/ x\u20ac".charAt(random.nextInt(11)));
                case 1 -> out.delete(at, Math.min(out.length(), at + random.nextInt(9)));
                default -> out.insert(at, out.substring(random.nextInt(at + 1), at));
            }
        }
        return out.toString();
    }

    private static ByteBuf damaged(ByteBuf bytes, Random random) {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.buffer().writeBytes(bytes.slice());
        for (int i = random.nextInt(4); i > 0 && out.isReadable(); i--) {
            int at = random.nextInt(out.readableBytes());
            switch (random.nextInt(4)) {
                case 0 -> out.setByte(at, random.nextInt(256));
                case 1 -> out.setByte(at, random.nextBoolean() ? 0xFF : 0);
                case 2 -> out.writerIndex(at);
                default -> out.writeBytes(bytes.slice(0, Math.min(at, bytes.readableBytes())));
            }
        }
        return out;
    }
}
