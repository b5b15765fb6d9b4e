package org.sallyport.proxy.scan;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.SeenFile;

/**
 * ClamAV's daemon by its INSTREAM command: pieces with their length in front, an empty one at the end, and an answer of one
 * line. Safe for any thread.
 *
 * <p>Facts from clamd(8). A file larger than the daemon's {@code StreamMaxLength} is one it has not scanned.
 */
final class ClamdScanner implements FileScanner {

    private static final ByteBuf COMMAND =
            Unpooled.unreleasableBuffer(Unpooled.copiedBuffer("zINSTREAM\0", StandardCharsets.US_ASCII));
    private static final String FOUND = " FOUND";

    private final ScanSettings settings;
    private final Class<? extends Channel> sockets;

    ClamdScanner(ScanSettings settings, Class<? extends Channel> sockets) {
        this.settings = settings;
        this.sockets = sockets;
    }

    @Override
    public Scan begin(EventLoop loop, String name) {
        return ScannerScan.begin(loop, sockets, settings, new Instream());
    }

    private static final class Instream implements ScannerScan.Dialect {

        @Override
        public ByteBuf head(Channel channel) {
            return COMMAND.duplicate();
        }

        @Override
        public ByteBuf piece(Channel channel, ByteBuf piece) {
            ByteBuf length = channel.alloc().buffer(Integer.BYTES).writeInt(piece.readableBytes());
            return channel.alloc().compositeBuffer(2).addComponents(true, length, piece);
        }

        @Override
        public ByteBuf tail(Channel channel) {
            return channel.alloc().buffer(Integer.BYTES).writeInt(0);
        }

        @Override
        public SeenFile.@Nullable Scan read(String answer, boolean over) {
            int end = answer.indexOf('\0');
            if (end < 0 && !over) {
                return null;
            }
            String line = (end < 0 ? answer : answer.substring(0, end)).strip();
            if (line.equals("stream: OK")) {
                return new SeenFile.Scan(SeenFile.Scan.Result.CLEAN, "");
            }
            if (line.startsWith("stream: ") && line.endsWith(FOUND)) {
                return new SeenFile.Scan(
                        SeenFile.Scan.Result.INFECTED,
                        line.substring("stream: ".length(), line.length() - FOUND.length()));
            }
            return line.isEmpty() ? null : new SeenFile.Scan(SeenFile.Scan.Result.FAILED, line);
        }
    }
}
