package org.sallyport.protocols.msnp.p2p;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.msnp.mime.Fields;
import org.sallyport.protocols.msnp.mime.Mime;
import org.sallyport.protocols.msnp.mime.MimeMessage;

/** Start line, head and body of an SLP message. Strict, so that no client reads another call than we do. */
final class SlpReader {

    private static final int LONGEST_START_LINE = 512;
    private static final int LONGEST_NAME = 512;
    private static final int LONGEST_ID = 128;
    private static final Pattern REQUEST =
            Pattern.compile("(INVITE|BYE|ACK) MSNMSGR:\\S+ MSNSLP/1\\.0", Pattern.CASE_INSENSITIVE);
    private static final Pattern RESPONSE = Pattern.compile("MSNSLP/1\\.0 (\\d{3})( .*)?");
    private static final Pattern PERSON = Pattern.compile("<msnmsgr:([^<>\\s]+)>", Pattern.CASE_INSENSITIVE);
    private static final Pattern BRANCH = Pattern.compile(";\\s*branch=(\\S+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final String[] ONCE = {"To", "From", "Via", "CSeq", "Call-ID", "Content-Type", "Content-Length"};

    private SlpReader() {}

    static Slp read(byte[] message) {
        ByteBuf buffer = Unpooled.wrappedBuffer(message);
        int lineEnd = buffer.indexOf(0, Math.min(message.length, LONGEST_START_LINE), (byte) '\r');
        if (lineEnd < 0 || lineEnd + 1 >= message.length || message[lineEnd + 1] != '\n') {
            return new Slp.Malformed("SLP message without a first line");
        }
        String line = buffer.toString(0, lineEnd, StandardCharsets.UTF_8);
        return switch (Mime.read(buffer, lineEnd + 2, message.length)) {
            case Mime.Malformed malformed -> new Slp.Malformed("SLP: " + malformed.why());
            case MimeMessage mime -> message(line, mime);
        };
    }

    private static Slp message(String line, MimeMessage mime) {
        for (String name : ONCE) {
            if (mime.repeats(name)) {
                return new Slp.Malformed("SLP header that stands there twice");
            }
        }
        Slp.Head head = head(mime);
        if (head == null) {
            return new Slp.Malformed("SLP message with a broken head or body");
        }
        Matcher request = REQUEST.matcher(line);
        if (request.matches()) {
            return new Slp.Request(request.group(1).toUpperCase(Locale.ROOT), head);
        }
        Matcher response = RESPONSE.matcher(line);
        return response.matches()
                ? new Slp.Response(Integer.parseInt(response.group(1)), head)
                : new Slp.Malformed("SLP message of an unknown kind");
    }

    private static Slp.@Nullable Head head(MimeMessage mime) {
        String callId = mime.first("Call-ID");
        Fields body = body(mime);
        String to = found(PERSON, mime.first("To"));
        String from = found(PERSON, mime.first("From"));
        String branch = found(BRANCH, mime.first("Via"));
        if (callId == null || callId.isEmpty() || body == null) {
            return null;
        }
        // What is kept of many calls at once is short.
        if (Math.max(to.length(), from.length()) > LONGEST_NAME
                || Math.max(callId.length(), branch.length()) > LONGEST_ID
                || body.get("SessionID").length() > LONGEST_ID) {
            return null;
        }
        return new Slp.Head(to, from, branch, number(mime.first("CSeq")), callId, mime.contentType(), body);
    }

    /** The body ends where its length says; behind that may only be the NULs that some clients do not count. */
    private static @Nullable Fields body(MimeMessage mime) {
        String length = mime.first("Content-Length");
        int end = mime.bodyEnd();
        if (length != null) {
            int said = NUMBER.matcher(length).matches() ? Integer.parseInt(length) : Integer.MAX_VALUE;
            if (said > mime.bodyLength()) {
                return null;
            }
            end = mime.bodyStart() + said;
        }
        for (int i = end; i < mime.bodyEnd(); i++) {
            if (mime.buffer().getByte(i) != 0) {
                return null;
            }
        }
        Fields body = Fields.read(mime.buffer(), mime.bodyStart(), end);
        return body == null || body.ambiguous() ? null : body;
    }

    private static String found(Pattern pattern, @Nullable String value) {
        Matcher matcher = pattern.matcher(value == null ? "" : value);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static int number(@Nullable String value) {
        return value != null && NUMBER.matcher(value).matches() ? Integer.parseInt(value) : 0;
    }
}
