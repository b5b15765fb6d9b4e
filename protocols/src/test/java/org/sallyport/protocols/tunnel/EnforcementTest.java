package org.sallyport.protocols.tunnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.protocols.tunnel.HttpTranscript.buffer;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Address;

/** What peers get where the gateway has dropped, changed or added something. */
class EnforcementTest {

    private static final String MSN = "http://192.0.2.18/gateway/gateway.dll?";
    private static final String SID = "00112233445566778899aabbccddeeff";
    private static final String YMSG_ONE = "\"YMSG\" 00000000 0000 0006 00000001 cd877b72";
    private static final String YMSG_TWO = "\"YMSG\" 00000000 0005 004b 00000001 cd877b72 \"4\" c080 c080";

    private final TunnelFormat msn = new MsnGateway();
    private final TunnelFormat yahoo = new YahooPager();
    private final TunnelFormat yahooXml = new YahooXml();
    private final TunnelFormat oscar = new OscarHttp();

    private static HttpHead msn(String query) {
        return HttpHead.request("POST", MSN + query, "192.0.2.18", HttpFields.of("Host", "192.0.2.18"));
    }

    private static HttpHead notification() {
        return HttpHead.request("POST", "/notify", "http.pager.yahoo.com", HttpFields.NONE);
    }

    private static HttpHead oscar(String method, String path) {
        return HttpHead.request(method, path + SID, "203.0.113.50", HttpFields.NONE);
    }

    private static Piece data(long stream, String tokens) {
        return Piece.Data.of(new StreamId(stream), buffer(tokens));
    }

    private static void is(ByteBuf body, String tokens) {
        assertThat(ByteBufUtil.hexDump(body)).isEqualTo(ByteBufUtil.hexDump(buffer(tokens)));
    }

    /** A request through a session that lets only {@code through} pass. */
    private static Rewrapped sent(TunnelFormat format, HttpHead head, ByteBuf body, String through) {
        Unwrapped.Request request = (Unwrapped.Request) format.request(head, body);
        StreamId stream = request.pieces().stream()
                .filter(Piece.Data.class::isInstance)
                .map(piece -> ((Piece.Data) piece).stream())
                .findFirst()
                .orElse(StreamId.ONLY);
        return format.wrapRequest(head, Pieces.replaced(request.pieces(), stream, buffer(through)));
    }

    private static List<String> words(List<Piece> pieces) {
        List<String> words = HttpTranscript.describe(new Unwrapped.Response(null, false, null, pieces));
        return words.subList(1, words.size());
    }

    @Test
    void msnSendsOnWhatASessionRewrote() {
        HttpHead head = msn("SessionID=12.3");
        var forward =
                (Rewrapped.ForwardAs) sent(msn, head, buffer("\"MSG 4 A 5\\r\\nhello\""), "\"MSG 4 A 2\\r\\nhi\"");
        assertThat(forward.head()).isSameAs(head);
        is(forward.body(), "\"MSG 4 A 2\\r\\nhi\"");
    }

    @Test
    void msnAsksWhereNothingIsLeftToSend() {
        var forward = (Rewrapped.ForwardAs) sent(msn, msn("SessionID=12.3"), buffer("\"MSG 4 A 0\\r\\n\""), "");
        assertThat(forward.head().target()).isEqualTo(MSN + "Action=poll&SessionID=12.3");
        is(forward.body(), "");
    }

    @Test
    void msnSendsWithAPollWhatTheGatewayHasToSay() {
        var forward = (Rewrapped.ForwardAs)
                sent(msn, msn("Action=poll&Lifespan=5&SessionID=12.3"), Unpooled.EMPTY_BUFFER, "\"OUT\\r\\n\"");
        assertThat(forward.head().target()).isEqualTo(MSN + "SessionID=12.3");
        is(forward.body(), "\"OUT\\r\\n\"");
    }

    @Test
    void msnOpensWithoutTheBytesThatWereDropped() {
        HttpHead head = msn("Action=open&Server=SB&IP=192.0.2.77");
        var forward = (Rewrapped.ForwardAs) sent(msn, head, buffer("\"USR 1\\r\\n\""), "");
        assertThat(forward.head()).isSameAs(head);
        is(forward.body(), "");
    }

    @Test
    void msnOpensElsewhere() {
        HttpHead head = msn("Action=open&Server=SB&IP=gw.example.com:11863&x=1");
        Piece open = new Piece.Open(StreamId.ONLY, new Address("192.0.2.77", 1863), null);
        var forward = (Rewrapped.ForwardAs) msn.wrapRequest(head, List.of(open));
        assertThat(forward.head().target()).isEqualTo(MSN + "Action=open&Server=SB&IP=192.0.2.77&x=1");
    }

    @Test
    void msnRefusesToOpen() {
        var answer = (Rewrapped.AnswerLocally)
                msn.wrapRequest(msn("Action=open&Server=SB&IP=192.0.2.77"), List.of(data(0, "\"USR 1\\r\\n\"")));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.fields().first("x-msn-messenger"))
                .isEqualTo("SessionID=0.0; GW-IP=192.0.2.18; Session=close");
        is(answer.body(), "");
    }

    @Test
    void msnAnswersByItself() {
        var answer = msn.answer(msn("SessionID=12.3"), List.of(data(0, "\"NAK 4\\r\\n\"")));
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.fields().first("X-MSN-Messenger")).isEqualTo("SessionID=12.3; GW-IP=192.0.2.18");
        assertThat(answer.fields().first("Content-Type")).isEqualTo("application/x-msn-messenger");
        is(answer.body(), "\"NAK 4\\r\\n\"");
    }

    @Test
    void msnClosesWithLastWords() {
        var answer = msn.closed(msn("Action=poll&SessionID=12.3"), List.of(data(0, "\"OUT\\r\\n\"")));
        assertThat(answer.fields().first("X-MSN-Messenger"))
                .isEqualTo("SessionID=12.3; GW-IP=192.0.2.18; Session=close");
        is(answer.body(), "\"OUT\\r\\n\"");
    }

    @Test
    void msnLeadsTheClientElsewhereAndEnds() {
        HttpHead response = HttpHead.response(
                200, HttpFields.of("x-MSN-messenger", "SessionID=12.4; GW-IP=192.0.2.19", "Via", "x"));
        Unwrapped.Response read =
                (Unwrapped.Response) msn.response(msn("SessionID=12.3"), response, buffer("\"A\\r\\n\""));
        List<Piece> pieces = Pieces.replaced(read.pieces(), StreamId.ONLY, buffer("\"A\\r\\nB\\r\\n\""));
        var forward = msn.wrapResponse(msn("SessionID=12.3"), response, pieces, new Address("gw.example.com", 8080));
        assertThat(forward.head().fields())
                .isEqualTo(HttpFields.of("x-MSN-messenger", "SessionID=12.4; GW-IP=gw.example.com:8080", "Via", "x"));
        is(forward.body(), "\"A\\r\\nB\\r\\n\"");
        var last = msn.wrapResponse(msn("SessionID=12.3"), response, List.of(Piece.Close.of(StreamId.ONLY)), null);
        assertThat(last.head().fields().first("X-MSN-Messenger"))
                .isEqualTo("SessionID=12.4; GW-IP=192.0.2.19; Session=close");
    }

    @Test
    void yahooAnswersWhereThePacketIsGone() {
        var answer = (Rewrapped.AnswerLocally) sent(yahoo, notification(), buffer(YMSG_ONE), "");
        assertThat(answer.status()).isEqualTo(200);
        is(answer.body(), "00000000");
    }

    @Test
    void yahooSendsOnePacketAndKeepsTheOthers() {
        var forward =
                (Rewrapped.ForwardAs) sent(yahoo, notification(), buffer(YMSG_ONE), YMSG_TWO + YMSG_ONE + "\"YMS\"");
        is(forward.body(), YMSG_TWO);
        assertThat(forward.held()).hasSize(1);
        is(((Piece.Data) forward.held().getFirst()).bytes(), YMSG_ONE + "\"YMS\"");
        var waiting = (Rewrapped.AnswerLocally) sent(yahoo, notification(), buffer(YMSG_ONE), "\"YMSG\" 00");
        is(waiting.body(), "00000000");
        assertThat(waiting.held()).hasSize(1);
    }

    @Test
    void yahooCountsWhatItAdds() {
        HttpHead response = HttpHead.response(200, HttpFields.NONE);
        Unwrapped.Response read =
                (Unwrapped.Response) yahoo.response(notification(), response, buffer("01000000" + YMSG_ONE));
        List<Piece> pieces = Pieces.replaced(read.pieces(), StreamId.ONLY, buffer(YMSG_ONE + YMSG_TWO + YMSG_TWO));
        var forward = yahoo.wrapResponse(notification(), response, pieces, null);
        is(forward.body(), "03000000" + YMSG_ONE + YMSG_TWO + YMSG_TWO);
        var none = yahoo.wrapResponse(
                notification(), response, Pieces.replaced(read.pieces(), StreamId.ONLY, buffer("")), null);
        is(none.body(), "00000000");
    }

    @Test
    void yahooHoldsWhatOneByteCannotCount() {
        HttpHead response = HttpHead.response(200, HttpFields.NONE);
        List<Piece> pieces = List.of(data(0, YMSG_ONE.repeat(300)));
        var forward = yahoo.wrapResponse(notification(), response, pieces, null);
        assertThat(forward.body().getIntLE(0)).isEqualTo(255);
        assertThat(forward.body().readableBytes()).isEqualTo(4 + 255 * 20);
        is(((Piece.Data) forward.held().getFirst()).bytes(), YMSG_ONE.repeat(45));
        var failed = yahoo.wrapResponse(notification(), HttpHead.response(503, HttpFields.NONE), pieces, null);
        is(failed.body(), "");
        is(((Piece.Data) failed.held().getFirst()).bytes(), YMSG_ONE.repeat(300));
    }

    @Test
    void yahooThrowsOffOnce() {
        String kick = "\"YMSG\" 00000000 0000 0002 ffffffff";
        is(yahoo.closed(notification(), List.of()).body(), "01000000" + kick + "00000000");
        is(yahoo.closed(notification(), List.of(data(0, YMSG_ONE))).body(), "02000000" + YMSG_ONE + kick + "00000000");
        is(yahoo.closed(notification(), List.of(data(0, kick + "cd877b72"))).body(), "01000000" + kick + "cd877b72");
    }

    private static final HttpHead XML = HttpHead.request("POST", "/", "scsa.msg.yahoo.com", HttpFields.NONE);
    private static final String XML_SAID =
            "<Session Payload=\"yes\" SessionId=\"7-9\" ClientSeqno=\"4\"> <Ymsg Command='6'>14^$<![CDATA[hello]]>^$</Ymsg>\n</Session>";
    private static final String XML_ONE = "\"YMSG\" 00110000 0017 0006 00000001 00000009";

    private static ByteBuf xml(String body) {
        return Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
    }

    private static void isXml(ByteBuf body, String expected) {
        assertThat(body.toString(StandardCharsets.UTF_8)).isEqualTo(expected);
    }

    @Test
    void yahooXmlSendsOnWhatASessionRewrote() {
        String through = XML_ONE + "\"14\" c080 1b5b316d c3bc \"<&>^\" 0000 c080 \"9\" c080 c080";
        var forward = (Rewrapped.ForwardAs) sent(yahooXml, XML, xml(XML_SAID), through);
        assertThat(forward.head()).isSameAs(XML);
        isXml(
                forward.body(),
                "<Session Payload=\"yes\" SessionId=\"7-9\" ClientSeqno=\"4\">"
                        + "<Ymsg Command=\"6\" Status=\"1\" Version=\"17\" VendorId=\"0\" SessionId=\"9\">"
                        + "14^$^[[1m\u00fc&lt;&amp;&gt;^^^@^@^$9^$^$</Ymsg> \n</Session>");
    }

    @Test
    void yahooXmlWritesWhatIsNoUtf8AsLatin1() {
        String through = "\"YMSG\" 00110000 000a 0006 00000001 00000009 \"14\" c080 fc c0 e2 82 ff c0";
        var forward = (Rewrapped.ForwardAs) sent(yahooXml, XML, xml(XML_SAID), through);
        assertThat(forward.body().toString(StandardCharsets.UTF_8))
                .contains(">14^$\u00fc\u00c0\u00e2\u0082\u00ff\u00c0^$</Ymsg>");
    }

    @Test
    void yahooXmlStillCountsARequestWithNothingInIt() {
        var forward = (Rewrapped.ForwardAs) sent(yahooXml, XML, xml(XML_SAID), "");
        isXml(forward.body(), "<Session Payload=\"no\" SessionId=\"7-9\" ClientSeqno=\"4\"> \n</Session>");
        var half = (Rewrapped.ForwardAs) sent(yahooXml, XML, xml(XML_SAID), "\"YMSG\" 0011");
        isXml(half.body(), "<Session Payload=\"no\" SessionId=\"7-9\" ClientSeqno=\"4\"> \n</Session>");
        is(((Piece.Data) half.held().getFirst()).bytes(), "\"YMSG\" 0011");
        Unwrapped.Request read = (Unwrapped.Request) yahooXml.request(XML, xml(XML_SAID));
        var without = (Rewrapped.ForwardAs) yahooXml.wrapRequest(
                XML,
                read.pieces().stream().filter(Piece.Other.class::isInstance).toList());
        isXml(without.body(), "<Session Payload=\"no\" SessionId=\"7-9\" ClientSeqno=\"4\"> \n</Session>");
    }

    @Test
    void yahooXmlAddsToWhatIsThere() {
        HttpHead ok = HttpHead.response(200, HttpFields.NONE);
        Unwrapped.Response full = (Unwrapped.Response) yahooXml.response(XML, ok, xml(XML_SAID));
        List<Piece> more = new ArrayList<>(full.pieces());
        more.add(data(0, YMSG_ONE));
        String added = "<Ymsg Command=\"6\" Status=\"1\" Version=\"0\" VendorId=\"0\" SessionId=\"3448208242\"></Ymsg>";
        isXml(
                yahooXml.wrapResponse(XML, ok, more, null).body(),
                "<Session Payload=\"yes\" SessionId=\"7-9\" ClientSeqno=\"4\">"
                        + "<Ymsg Command='6'>14^$<![CDATA[hello]]>^$</Ymsg>" + added + " \n</Session>");
        Unwrapped.Response none =
                (Unwrapped.Response) yahooXml.response(XML, ok, xml("<Session Payload='no' SessionId='7-9'/>"));
        List<Piece> only = new ArrayList<>(none.pieces());
        only.add(data(0, YMSG_ONE));
        isXml(
                yahooXml.wrapResponse(XML, ok, only, null).body(),
                "<Session Payload='yes' SessionId='7-9'>" + added + "</Session>");
    }

    @Test
    void yahooXmlWaitsWhereThereIsNoRoom() {
        HttpHead ok = HttpHead.response(200, HttpFields.NONE);
        for (String body : List.of("<Session Payload='no'/>", "")) {
            Unwrapped.Response read = (Unwrapped.Response) yahooXml.response(XML, ok, xml(body));
            List<Piece> pieces = new ArrayList<>(read.pieces());
            pieces.add(data(0, YMSG_ONE));
            var forward = yahooXml.wrapResponse(XML, ok, pieces, null);
            isXml(forward.body(), body);
            is(((Piece.Data) forward.held().getFirst()).bytes(), YMSG_ONE);
        }
        HttpHead failed = HttpHead.response(503, HttpFields.NONE);
        Unwrapped.Response page = (Unwrapped.Response) yahooXml.response(XML, failed, xml("<html>"));
        List<Piece> pieces = new ArrayList<>(page.pieces());
        pieces.add(data(0, YMSG_ONE));
        var forward = yahooXml.wrapResponse(XML, failed, pieces, null);
        isXml(forward.body(), "<html>");
        assertThat(forward.held()).hasSize(1);
        assertThat(yahooXml.answer(XML, List.of(data(0, YMSG_ONE))).held()).hasSize(1);
    }

    @Test
    void yahooXmlOpensNothingWithoutTheFirstPacket() {
        String body = "<Session Payload='yes'><Ymsg Command='87'>1^$alice^$</Ymsg></Session>";
        String auth = "\"YMSG\" 00110000 000a 0057 00000000 00000000 \"1\" c080 \"bobby\" c080";
        assertThat(sent(yahooXml, XML, xml(body), auth)).isInstanceOf(Rewrapped.ForwardAs.class);
        for (String through : List.of("", YMSG_ONE, "\"YMSG\" 0011")) {
            var refused = (Rewrapped.AnswerLocally) sent(yahooXml, XML, xml(body), through);
            assertThat(refused.body().toString(StandardCharsets.UTF_8)).contains("Command=\"2\" Status=\"-1\"");
            assertThat(refused.held()).isEmpty();
        }
    }

    @Test
    void yahooXmlThrowsOff() {
        String kick = "<Ymsg Command=\"2\" Status=\"-1\" Version=\"0\" VendorId=\"0\" SessionId=\"0\"></Ymsg>";
        isXml(
                yahooXml.closed(XML, List.of()).body(),
                "<Session Payload=\"yes\" SessionId=\"0-0\">" + kick + "</Session>");
        var refused = (Rewrapped.AnswerLocally)
                yahooXml.wrapRequest(XML, List.of(new Piece.Other(xml("<Session Payload='no' Secret='1'/>"))));
        assertThat(refused.body().toString(StandardCharsets.UTF_8)).contains(kick);
        HttpHead ok = HttpHead.response(200, HttpFields.NONE);
        Unwrapped.Response read =
                (Unwrapped.Response) yahooXml.response(XML, ok, xml("<Session Payload='no' SessionId='7-9'/>"));
        List<Piece> pieces = new ArrayList<>(read.pieces());
        pieces.add(Piece.Close.of(StreamId.ONLY));
        assertThat(yahooXml.wrapResponse(XML, ok, pieces, null).body().toString(StandardCharsets.UTF_8))
                .isEqualTo("<Session Payload='yes' SessionId='7-9'>" + kick + "</Session>");
    }

    @Test
    void oscarKeepsWhatBelongsToOthers() {
        ByteBuf body = buffer(
                "0012 0443 0005 00000001 00000001 2a02 0001 0000 0012 0443 0005 00000000 00000002 2a02 0007 0000");
        HttpHead head = oscar("POST", "/data?seq=4&sid=");
        var forward = (Rewrapped.ForwardAs) sent(oscar, head, body, "");
        assertThat(forward.head()).isSameAs(head);
        is(forward.body(), "0012 0443 0005 00000000 00000002 2a02 0007 0000");
        var changed = (Rewrapped.ForwardAs) sent(oscar, head, body, "2a02 0001 0001 ff");
        is(
                changed.body(),
                "0013 0443 0005 00000000 00000001 2a02 0001 0001 ff 0012 0443 0005 00000000 00000002 2a02 0007 0000");
    }

    @Test
    void oscarSendsEmptyDataWhereNothingIsLeft() {
        ByteBuf body = buffer("0012 0443 0005 00000000 00000003 2a02 0001 0000");
        var forward = (Rewrapped.ForwardAs) sent(oscar, oscar("POST", "/data?seq=4&sid="), body, "");
        is(forward.body(), "000c 0443 0005 00000000 00000003");
        var refused = (Rewrapped.ForwardAs) oscar.wrapRequest(oscar("POST", "/data?seq=1&sid="), List.of());
        is(refused.body(), "");
    }

    @Test
    void oscarOpensElsewhere() {
        Piece open = new Piece.Open(new StreamId(2), new Address("bos.example.com", 5191), null);
        var forward = (Rewrapped.ForwardAs)
                oscar.wrapRequest(oscar("POST", "/data?seq=1&sid="), List.of(open, Piece.Close.of(new StreamId(1))));
        is(
                forward.body(),
                "001f 0443 0003 00000000 00000002 000f \"bos.example.com\" 1447 000c 0443 0006 00000000 00000001");
    }

    @Test
    void oscarTellsTheClientByMonitorOnly() {
        List<Piece> said = List.of(data(1, "2a02 0001 0000"), Piece.Close.of(new StreamId(1)));
        String records = "0012 0443 0005 00000000 00000001 2a02 0001 0000 000d 0443 0007 00000000 00000001 00";
        HttpHead ok = HttpHead.response(200, HttpFields.NONE);
        is(oscar.wrapResponse(oscar("GET", "/monitor?sid="), ok, said, null).body(), records);
        is(oscar.answer(oscar("GET", "/monitor?sid="), said).body(), records);
        is(oscar.closed(oscar("GET", "/monitor?sid="), said).body(), records);
        var data = oscar.wrapResponse(oscar("POST", "/data?sid="), ok, said, null);
        is(data.body(), "");
        assertThat(data.held()).isEqualTo(said);
        assertThat(oscar.answer(oscar("POST", "/data?sid="), said).held()).isEqualTo(said);
        var failed =
                oscar.wrapResponse(oscar("GET", "/monitor?sid="), HttpHead.response(500, HttpFields.NONE), said, null);
        assertThat(failed.held()).isEqualTo(said);
        assertThat(oscar.closed(oscar("POST", "/data?sid="), said).status()).isEqualTo(403);
        assertThat(oscar.closed(oscar("GET", "/monitor?sid="), List.of()).status())
                .isEqualTo(403);
        assertThat(oscar.answer(HttpHead.request("GET", "/hello", "http.proxy.icq.com", HttpFields.NONE), List.of())
                        .status())
                .isEqualTo(403);
    }

    @Test
    void oscarCutsDataThatNoRecordHolds() {
        ByteBuf bytes = Unpooled.buffer().writeZero(65_523 + 1);
        var forward = (Rewrapped.ForwardAs)
                oscar.wrapRequest(oscar("POST", "/data?seq=1&sid="), List.of(Piece.Data.of(new StreamId(1), bytes)));
        assertThat(forward.body().getUnsignedShort(0)).isEqualTo(0xFFFF);
        is(forward.body().slice(14 + 65_523, 15), "000d 0443 0005 00000000 00000001 00");
    }

    @Test
    void oscarLeadsTheClientElsewhere() {
        HttpHead hello = HttpHead.request("GET", "/hello", "http.proxy.icq.com", HttpFields.NONE);
        HttpHead ok = HttpHead.response(200, HttpFields.NONE);
        String start = "0443 0002 0102030405 06 00112233445566778899aabbccddeeff";
        for (String end : List.of("0009 \"192.0.2.9\" 1f90", "000e \"192.0.2.9:8080\"")) {
            ByteBuf body = buffer((end.contains(":") ? "002a " : "0027 ") + start + " " + end);
            Unwrapped.Response read = (Unwrapped.Response) oscar.response(hello, ok, body);
            assertThat(read.newKey()).isEqualTo(SID);
            assertThat(read.advertised()).isEqualTo(new Address("192.0.2.9", 8080));
            var forward = oscar.wrapResponse(hello, ok, read.pieces(), new Address("gw.example.com", 80));
            is(forward.body(), "002c" + start + "000e \"gw.example.com\" 0050");
        }
    }

    @Test
    void putsDataBeforeTheEndOfItsStream() {
        StreamId one = new StreamId(1);
        List<Piece> pieces = List.of(Piece.Close.of(new StreamId(2)), Piece.Close.of(one));
        assertThat(words(Pieces.replaced(pieces, one, buffer("ff"))))
                .containsExactly("close 2", "data 1 ff", "close 1");
        assertThat(words(Pieces.replaced(List.of(), one, buffer("ff")))).containsExactly("data 1 ff");
        List<Piece> two = List.of(data(1, "aa"), data(2, "bb"), data(1, "cc"));
        assertThat(words(Pieces.replaced(two, one, buffer("aacd")))).containsExactly("data 1 aacd", "data 2 bb");
        assertThat(Pieces.replaced(two, one, buffer("aacc"))).isSameAs(two);
    }
}
