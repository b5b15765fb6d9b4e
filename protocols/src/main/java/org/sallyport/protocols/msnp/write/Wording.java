package org.sallyport.protocols.msnp.write;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.sallyport.protocols.msnp.mime.MimeMessage;
import org.sallyport.protocols.msnp.mime.MimeWriter;

/** Puts other words into the MIME part of a text. Its headers stay, but for those that would no longer be true. */
public final class Wording {

    /** Servers close the connection over a longer payload (Escargot: 1664 bytes). */
    private static final int LONGEST_PAYLOAD = 1_600;

    private static final String TEXT = "text/plain";

    private Wording() {}

    /**
     * The part with these words.
     *
     * @return owned by the caller; empty when the part is no text, or would be too long
     */
    public static Optional<ByteBuf> rewrite(MimeMessage mime, String text) {
        if (!mime.contentType().equals(TEXT)) {
            return Optional.empty();
        }
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        MimeWriter writer = MimeWriter.like(mime)
                .without("Message-ID")
                .without("Chunks")
                .without("Content-Transfer-Encoding")
                .body(body);
        if (mime.first("Content-Length") != null) {
            writer.header("Content-Length", Integer.toString(body.length));
        }
        ByteBuf out = writer.toBuffer();
        if (out.readableBytes() > LONGEST_PAYLOAD) {
            out.release();
            return Optional.empty();
        }
        return Optional.of(out);
    }
}
