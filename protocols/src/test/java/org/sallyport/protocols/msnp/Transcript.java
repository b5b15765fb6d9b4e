package org.sallyport.protocols.msnp;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.Rig;
import org.sallyport.protocols.trial.Script;

/**
 * A script of MSNP commands. A line is written without its end; a payload stands behind it, and its length, in bytes of UTF-8,
 * is put between:
 *
 * <pre>
 *   C> MSG 3 A "hello"                         a text with the head below
 *   C> MSG 4 U [Content-Type: a/b||body]       any payload, a bar being the end of a line
 *   C< MSG bob@example.com Sallyport ~"no"     a text with the head that the gateway writes
 *   S> UBX bob@example.com []                  a payload of length 0
 * </pre>
 */
final class Transcript extends Script {

    private static final String TEXT = "MIME-Version: 1.0|Content-Type: text/plain; charset=UTF-8|"
            + "X-MMS-IM-Format: FN=Arial; EF=B; CO=0; CS=0; PF=22||";
    private static final String OURS = "MIME-Version: 1.0|Content-Type: text/plain; charset=UTF-8|"
            + "X-MMS-IM-Format: FN=Segoe%20UI; EF=; CO=0; CS=0; PF=0||";

    Transcript(Rig rig) {
        super(rig);
    }

    /** The bytes of a command. */
    static byte[] bytes(String frame) {
        String line = frame;
        String payload = null;
        int bracket = frame.indexOf(" [");
        int quote = frame.indexOf(" \"");
        int tilde = frame.indexOf(" ~\"");
        if (bracket >= 0 && frame.endsWith("]")) {
            line = frame.substring(0, bracket);
            payload = frame.substring(bracket + 2, frame.length() - 1);
        } else if (tilde >= 0 && frame.endsWith("\"")) {
            line = frame.substring(0, tilde);
            payload = OURS + frame.substring(tilde + 3, frame.length() - 1);
        } else if (quote >= 0 && frame.endsWith("\"")) {
            line = frame.substring(0, quote);
            payload = TEXT + frame.substring(quote + 2, frame.length() - 1);
        }
        if (payload == null) {
            return (line + "\r\n").getBytes(StandardCharsets.UTF_8);
        }
        String body = payload.replace("|", "\r\n").replace("\\t", "\t");
        int length = body.getBytes(StandardCharsets.UTF_8).length;
        return (line + " " + length + "\r\n" + body).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    protected byte[] sent(Side from, String frame) {
        return bytes(frame);
    }

    @Override
    protected void compare(String line, Side from, String frame, byte[] actual) {
        assertThat(new String(actual, StandardCharsets.UTF_8))
                .as(line)
                .isEqualTo(new String(bytes(frame), StandardCharsets.UTF_8));
    }
}
