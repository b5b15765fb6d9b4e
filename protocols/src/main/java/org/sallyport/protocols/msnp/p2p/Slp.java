package org.sallyport.protocols.msnp.p2p;

import org.sallyport.protocols.msnp.mime.Fields;

/**
 * An MSNSLP message: how two clients arrange a call, be it for a file, a picture, a camera or a game. It looks like SIP and isn't.
 *
 * <p>Sources: the behaviour of libpurple, aMSN and MSNPSharp; libpurple's bytes in captures.
 */
public sealed interface Slp {

    /** The content type of a body that says what the call is for. */
    String SESSION = "application/x-msnmsgr-sessionreqbody";

    /** The content type of a request for a direct connection. */
    String TRANSPORT = "application/x-msnmsgr-transreqbody";

    /** The content type of the answer to that. */
    String TRANSPORT_ANSWER = "application/x-msnmsgr-transrespbody";

    /**
     * What every message has.
     *
     * @param to whom it is for, as written: an address, possibly with {@code ;} and a machine's GUID
     * @param from whose it says it is
     * @param branch of {@code Via}, braces included; ties an answer to its request
     * @param sequence {@code CSeq}
     * @param callId {@code Call-ID} as written; services and clients compare it without regard to case
     * @param contentType in lower case
     * @param body the lines of the body
     */
    record Head(String to, String from, String branch, int sequence, String callId, String contentType, Fields body) {

        /** Without the body, but for the session. */
        public Head brief() {
            return new Head(to, from, branch, sequence, callId, contentType, body.only("SessionID"));
        }

        /** That of the request which this answers. */
        public Head turned() {
            return new Head(from, to, branch, sequence - 1, callId, contentType, body);
        }
    }

    /** {@code INVITE}, {@code BYE} or {@code ACK}. */
    record Request(String method, Head head) implements Slp {}

    /** {@code 200}, {@code 603} and others. */
    record Response(int status, Head head) implements Slp {}

    /**
     * It is none.
     *
     * @param why what is wrong, in words without content of the stream
     */
    record Malformed(String why) implements Slp {}

    /** Reads a whole message. Nothing is thrown for what it says. */
    static Slp read(byte[] message) {
        return SlpReader.read(message);
    }
}
