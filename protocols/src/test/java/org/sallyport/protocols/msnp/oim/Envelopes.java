package org.sallyport.protocols.msnp.oim;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Requests and answers as the published description of MSNP13's offline messages and its clients have them. */
final class Envelopes {

    private static final String RUN = "{89527393-8723-4F4F-8005-287532973298}";
    private static final String SOAP = "http://schemas.xmlsoap.org/soap/envelope/";

    private Envelopes() {}

    /** A message to be stored. */
    static String store(String from, String to, String words, String lockKey) {
        return post(
                "/OimWS/oim.asmx",
                "ows.messenger.msn.com",
                "http://messenger.live.com/ws/2006/09/oim/Store2",
                "<soap:Header><From memberName=\"" + from
                        + "\" friendlyName=\"=?utf-8?B?QWxpY2U=?=\" xml:lang=\"en-US\" proxy=\"MSNMSGR\""
                        + " xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\" msnpVer=\"MSNP15\""
                        + " buildVer=\"8.5.1288.816\"/><To"
                        + " memberName=\"" + to + "\" xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\"/>"
                        + "<Ticket passport=\"t=ticket&amp;p=\" appid=\"PROD0119GSJUC$18\" lockkey=\"" + lockKey
                        + "\" xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\"/><Sequence"
                        + " xmlns=\"http://schemas.xmlsoap.org/ws/2003/03/rm\"><Identifier"
                        + " xmlns=\"http://schemas.xmlsoap.org/ws/2002/07/utility\">http://messenger.msn.com</Identifier>"
                        + "<MessageNumber>1</MessageNumber></Sequence></soap:Header><soap:Body><MessageType"
                        + " xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\">text</MessageType><Content"
                        + " xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\">MIME-Version: 1.0\r\n"
                        + "Content-Type: text/plain; charset=UTF-8\r\n"
                        + "Content-Transfer-Encoding: base64\r\n"
                        + "X-OIM-Message-Type: OfflineMessage\r\n"
                        + "X-OIM-Run-Id: " + RUN
                        + "\r\nX-OIM-Sequence-Num: 1\r\n\r\n" + base64(words) + "</Content></soap:Body>");
    }

    /** A message is asked for. */
    static String get() {
        return post(
                "/rsi/rsi.asmx",
                "rsi.hotmail.com",
                "http://www.hotmail.msn.com/ws/2004/09/oim/rsi/GetMessage",
                "<soap:Header><PassportCookie xmlns=\"http://www.hotmail.msn.com/ws/2004/09/oim/rsi\"><t>t</t><p>p</p>"
                        + "</PassportCookie></soap:Header><soap:Body><GetMessage"
                        + " xmlns=\"http://www.hotmail.msn.com/ws/2004/09/oim/rsi\">"
                        + "<messageId>08CBD8BE-9972-433C-A9DA-84A0A725ABFA</messageId>"
                        + "<alsoMarkAsRead>false</alsoMarkAsRead></GetMessage></soap:Body>");
    }

    /** The message that was asked for. */
    static String got(String from, String to, String words) {
        return ok("<soap:Body><GetMessageResponse"
                + " xmlns=\"http://www.hotmail.msn.com/ws/2004/09/oim/rsi\"><GetMessageResult>X-Message-Info:"
                + " cwRBnLifKNE8dVZlNj6AiX8142B67OTjG9BFMLMyzuui1H4Xx7m3NQ==\r\n"
                + "Received: from OIM-SSI02.phx.gbl ([65.54.237.206]) by oim1-f1.hotmail.com with Microsoft"
                + " SMTPSVC(6.0.3790.211);\r\n"
                + "\t Tue, 15 Nov 2005 14:24:27"
                + " -0800\r\n"
                + "From:"
                + " =?utf-8?B?Qm9i?="
                + " &lt;" + from + "&gt;\r\nTo: " + to
                + "\r\n"
                + "Subject: \r\n"
                + "X-OIM-originatingSource: 192.0.2.7\r\n"
                + "X-OIMProxy: MSNMSGR\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: text/plain; charset=UTF-8\r\n"
                + "Content-Transfer-Encoding: base64\r\n"
                + "X-OIM-Message-Type:"
                + " OfflineMessage\r\n"
                + "X-OIM-Run-Id:"
                + " " + RUN + "\r\nX-OIM-Sequence-Num: 2\r\n"
                + "Message-ID: &lt;OIM-SSI02zDv60gxapz00061a8b@OIM-SSI02.phx.gbl&gt;\r\n"
                + "X-OriginalArrivalTime: 15 Nov 2005 22:24:27.0000 (UTC) FILETIME=[5C0ABB70:01C5EA33]\r\n"
                + "Date: 15 Nov 2005 14:24:27 -0800\r\nReturn-Path: ndr@oim.messenger.msn.com\r\n\r\n"
                + base64(words)
                + "</GetMessageResult></GetMessageResponse></soap:Body>");
    }

    /** A message was stored. */
    static String stored() {
        return ok("<soap:Header/><soap:Body><StoreResponse"
                + " xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\"/></soap:Body>");
    }

    /** The question only an official client can answer. */
    static String challenge() {
        return answer(
                "500 Internal Server Error",
                "<soap:Body><soap:Fault><faultcode"
                        + " xmlns:q0=\"http://messenger.msn.com/ws/2004/09/oim/\">q0:AuthenticationFailed</faultcode><faultstring>Exception"
                        + " of type 'System.Web.Services.Protocols.SoapException' was"
                        + " thrown.</faultstring><detail><LockKeyChallenge"
                        + " xmlns=\"http://messenger.msn.com/ws/2004/09/oim/\">12345"
                        + "</LockKeyChallenge></detail></soap:Fault></soap:Body>");
    }

    static String base64(String words) {
        return Base64.getEncoder().encodeToString(words.getBytes(StandardCharsets.UTF_8));
    }

    private static String post(String path, String host, String action, String content) {
        String body = envelope(content);
        return "POST " + path + " HTTP/1.1\r\nAccept: */*\r\nSOAPAction: \"" + action
                + "\"\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length
                + "\r\nUser-Agent: Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)\r\nHost: " + host
                + "\r\nConnection: Keep-Alive\r\nCache-Control: no-cache\r\n\r\n" + body;
    }

    private static String ok(String content) {
        return answer("200 OK", content);
    }

    private static String answer(String status, String content) {
        String body = envelope(content);
        return "HTTP/1.1 " + status + "\r\nContent-Type: text/xml; charset=utf-8\r\nContent-Length: "
                + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
    }

    static String envelope(String content) {
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?><soap:Envelope xmlns:soap=\"" + SOAP + "\">" + content
                + "</soap:Envelope>";
    }
}
