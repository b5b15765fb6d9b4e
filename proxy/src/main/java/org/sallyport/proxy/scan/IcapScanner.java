package org.sallyport.proxy.scan;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.SeenFile;

/**
 * Any scanner that speaks ICAP: the file is shown as the response to a download (RESPMOD, RFC 3507 section 4.9), with leave to
 * answer that nothing is to be changed (204, section 4.6). Whoever wants something else in its place has found something. Safe for
 * any thread.
 *
 * <p>Scanners say what they found in {@code X-Infection-Found}, {@code X-Virus-ID} or {@code X-Violations-Found}, fields that
 * draft-stecher-icap-subid-00 describes.
 */
final class IcapScanner implements FileScanner {

    private static final int LONGEST_NAME = 200;
    private static final List<String> FINDINGS = List.of("x-infection-found", "x-virus-id", "x-violations-found");

    private final ScanSettings settings;
    private final Class<? extends Channel> sockets;

    IcapScanner(ScanSettings settings, Class<? extends Channel> sockets) {
        this.settings = settings;
        this.sockets = sockets;
    }

    @Override
    public Scan begin(EventLoop loop, String name) {
        return ScannerScan.begin(loop, sockets, settings, new Respmod(settings, name));
    }

    private static final class Respmod implements ScannerScan.Dialect {

        private final String head;

        Respmod(ScanSettings settings, String name) {
            String cut = name.substring(0, Math.min(name.length(), LONGEST_NAME));
            String request = "GET http://im.invalid/" + URLEncoder.encode(cut, StandardCharsets.UTF_8)
                    + " HTTP/1.1\r\nHost: im.invalid\r\n\r\n";
            String response = "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n\r\n";
            String authority =
                    settings.address().host() + ":" + settings.address().port();
            head = "RESPMOD icap://" + authority + "/" + settings.service() + " ICAP/1.0\r\n"
                    + "Host: " + authority + "\r\n"
                    + "User-Agent: Sallyport\r\n"
                    + "Allow: 204\r\n"
                    + "Connection: close\r\n"
                    + "Encapsulated: req-hdr=0, res-hdr=" + request.length() + ", res-body="
                    + (request.length() + response.length()) + "\r\n\r\n" + request + response;
        }

        @Override
        public ByteBuf head(Channel channel) {
            return ByteBufUtil.writeAscii(channel.alloc(), head);
        }

        @Override
        public ByteBuf piece(Channel channel, ByteBuf piece) {
            ByteBuf length =
                    ByteBufUtil.writeAscii(channel.alloc(), Integer.toHexString(piece.readableBytes()) + "\r\n");
            return channel.alloc()
                    .compositeBuffer(3)
                    .addComponents(true, length, piece, ByteBufUtil.writeAscii(channel.alloc(), "\r\n"));
        }

        @Override
        public ByteBuf tail(Channel channel) {
            return ByteBufUtil.writeAscii(channel.alloc(), "0\r\n\r\n");
        }

        @Override
        public SeenFile.@Nullable Scan read(String answer, boolean over) {
            int end = answer.indexOf("\r\n\r\n");
            if (end < 0) {
                return null;
            }
            String[] lines = answer.substring(0, end).split("\r\n");
            String[] status = lines[0].split(" ", 3);
            if (status.length < 2 || !status[0].startsWith("ICAP/")) {
                return failed("did not speak ICAP");
            }
            return switch (status[1]) {
                case "204" -> new SeenFile.Scan(SeenFile.Scan.Result.CLEAN, "");
                case "200", "201", "206" -> new SeenFile.Scan(SeenFile.Scan.Result.INFECTED, finding(lines));
                default -> failed("answered " + status[1]);
            };
        }

        private static SeenFile.Scan failed(String why) {
            return new SeenFile.Scan(SeenFile.Scan.Result.FAILED, "the scanner " + why);
        }

        private static String finding(String[] lines) {
            for (String line : lines) {
                int colon = line.indexOf(':');
                if (colon > 0
                        && FINDINGS.contains(line.substring(0, colon).strip().toLowerCase(Locale.ROOT))) {
                    return line.substring(colon + 1).strip();
                }
            }
            return "refused by the scanner";
        }
    }
}
