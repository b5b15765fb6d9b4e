package org.sallyport.protocols.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.trial.Recording;

/** What the golden captures of the plugins have for a fuzzer. */
final class Recordings {

    private Recordings() {}

    /** The golden captures of a plugin; none when it has none. */
    static List<Recording> of(ProtocolPlugin plugin) throws IOException {
        List<Recording> recordings = new ArrayList<>();
        for (Path file : files("/contract/" + plugin.id(), ".pcap")) {
            recordings.add(Recording.read(file));
        }
        return recordings;
    }

    /** The files of a folder of the test resources. */
    static List<Path> files(String folder, String ending) throws IOException {
        URL url = Recordings.class.getResource(folder);
        if (url == null) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(Path.of(uri(url)))) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .toList();
        }
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException(e);
        }
    }

    /** The frames of what one side sent, as far as the plugin's codec cuts any. */
    static List<byte[]> frames(ProtocolPlugin plugin, Side from, byte[] stream) {
        Codec codec = plugin.newCodec(from, Limits.DEFAULT);
        ByteBuf in = Unpooled.wrappedBuffer(stream);
        List<byte[]> frames = new ArrayList<>();
        byte[] frame = next(codec, in);
        while (frame != null) {
            frames.add(frame);
            frame = next(codec, in);
        }
        return frames;
    }

    private static byte @Nullable [] next(Codec codec, ByteBuf in) {
        while (in.isReadable()) {
            switch (codec.decode(in)) {
                case Outcome.Decoded decoded -> {
                    byte[] bytes = new byte[decoded.frame().length()];
                    in.readBytes(bytes);
                    return bytes;
                }
                case Outcome.Opaque opaque -> in.skipBytes((int) Math.min(opaque.length(), in.readableBytes()));
                case Outcome.NeedMore more -> {
                    return null;
                }
                case Outcome.Malformed malformed -> {
                    return null;
                }
            }
        }
        return null;
    }
}
