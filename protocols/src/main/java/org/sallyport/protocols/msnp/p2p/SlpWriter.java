package org.sallyport.protocols.msnp.p2p;

import java.nio.charset.StandardCharsets;

/** Writes the few SLP messages the gateway says in a client's place, in the form libpurple gives them. */
public final class SlpWriter {

    private static final String NO_NONCE = "{00000000-0000-0000-0000-000000000000}";

    private SlpWriter() {}

    /** "No" to an invitation, from whom it was for. */
    public static byte[] decline(Slp.Head invitation) {
        return answer("603 Decline", invitation, Slp.SESSION, session(invitation));
    }

    /**
     * "Not at my end" to a request for a direct connection: there is nobody listening, and no nonce. The transfer then goes
     * through the switchboard, as it does with a libpurple that has direct connections turned off.
     */
    public static byte[] notListening(Slp.Head request) {
        String body = "Bridge: TCPv1\r\nListening: false\r\nNonce: " + NO_NONCE + "\r\n\r\n";
        return answer("200 OK", request, Slp.TRANSPORT_ANSWER, body);
    }

    /**
     * The end of a call, from whom {@code answer} was for.
     *
     * @param answer a message of the call by whoever shall hear that it ended
     */
    public static byte[] bye(Slp.Head answer) {
        String body = "\r\n";
        return message(
                "BYE MSNMSGR:" + answer.from() + " MSNSLP/1.0",
                answer,
                0,
                "application/x-msnmsgr-sessionclosebody",
                body);
    }

    private static byte[] answer(String status, Slp.Head request, String type, String body) {
        return message("MSNSLP/1.0 " + status, request, request.sequence() + 1, type, body);
    }

    private static String session(Slp.Head invitation) {
        return "SessionID: " + invitation.body().get("SessionID") + "\r\n\r\n";
    }

    private static byte[] message(String line, Slp.Head from, int sequence, String type, String body) {
        // The NUL at the end counts.
        int length = body.getBytes(StandardCharsets.UTF_8).length + 1;
        String text = line + "\r\n"
                + "To: <msnmsgr:" + from.from() + ">\r\n"
                + "From: <msnmsgr:" + from.to() + ">\r\n"
                + "Via: MSNSLP/1.0/TLP ;branch=" + from.branch() + "\r\n"
                + "CSeq: " + sequence + "\r\n"
                + "Call-ID: " + from.callId() + "\r\n"
                + "Max-Forwards: 0\r\n"
                + "Content-Type: " + type + "\r\n"
                + "Content-Length: " + length + "\r\n"
                + "\r\n" + body + "\0";
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
