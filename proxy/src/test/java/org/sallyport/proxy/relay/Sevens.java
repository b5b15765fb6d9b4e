package org.sallyport.proxy.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.Opening;
import org.sallyport.protocols.Outcome;
import org.sallyport.protocols.ProtocolId;
import org.sallyport.protocols.ProtocolPlugin;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;

/**
 * A protocol of frames of seven bytes whose second byte says what the session does with them: {@code p} passes, {@code e} is
 * an event, {@code a} an event that is answered at length, {@code f} and {@code l} a piece and the last piece of the file that the
 * third byte names, {@code c} the end of it, {@code w} an event whose refusal the client is told before it is put
 * out, {@code t} throws when read, {@code x} when decided.
 */
public final class Sevens implements ProtocolPlugin {

    static final int LENGTH = 7;
    /** How long the answer is. */
    public static final int ANSWER = 4_096;

    /** What a client is told that is put out for a {@code w}. */
    static final String LAST_WORDS = "that was too much";

    /** The most a receive buffer held, read and unread. */
    final AtomicInteger largestBuffer = new AtomicInteger();

    @Override
    public ProtocolId id() {
        return new ProtocolId("sevens");
    }

    @Override
    public Set<ServiceId> services() {
        return Set.of(new ServiceId("sevens"));
    }

    @Override
    public Detection detect(Opening opening, FirstBytes first) {
        return first.fromClient().isReadable()
                        && first.fromClient().getByte(first.fromClient().readerIndex()) == '7'
                ? Detection.Match.CERTAIN
                : Detection.NeedMore.INSTANCE;
    }

    @Override
    public Codec newCodec(Side from, Limits limits) {
        return new Codec() {
            private final Frame frame = new Frame();

            @Override
            public Outcome decode(ByteBuf in) {
                largestBuffer.accumulateAndGet(in.writerIndex(), Math::max);
                return in.readableBytes() < LENGTH
                        ? Outcome.NeedMore.INSTANCE
                        : new Outcome.Decoded(frame.point(in, in.readerIndex(), LENGTH));
            }

            @Override
            public Outcome decodeLast(ByteBuf in) {
                return new Outcome.Malformed("cut short", 0);
            }
        };
    }

    @Override
    public ScreenName screenName(ServiceId service, String name) {
        return new ScreenName(service, name, name);
    }

    @Override
    public Session newSession(SessionContext context) {
        return new Session() {
            private final Map<Byte, ImEvent.FileOffer> files = new HashMap<>();

            private ImEvent.FileOffer file(Step step, Frame frame) {
                String id = "f" + frame.buffer().getByte(frame.offset() + 2);
                return new ImEvent.FileOffer(
                        Flow.OUTBOUND, Feature.FILE_TRANSFER, step, null, List.of(), List.of(), Text.EMPTY, id);
            }

            private Reading piece(Frame frame, boolean last) {
                ImEvent.FileOffer file = files.computeIfAbsent(
                        frame.buffer().getByte(frame.offset() + 2), number -> file(Step.BEGIN, frame));
                return new Reading.FilePart(file, 3, LENGTH - 3, last);
            }

            @Override
            public Reading interpret(Side from, Frame frame) {
                return switch (frame.buffer().getByte(frame.offset() + 1)) {
                    case 'p' -> Reading.Pass.INSTANCE;
                    case 'f' -> piece(frame, false);
                    case 'l' -> piece(frame, true);
                    case 'c' -> new Reading.Events(List.of(file(Step.CANCEL, frame)));
                    case 't' -> throw new IllegalStateException("what a peer said");
                    default ->
                        new Reading.Events(List.of(new ImEvent.Unclassified(Flow.from(from), null, "7", LENGTH)));
                };
            }

            @Override
            public List<Emission> enforce(Side from, Frame frame, List<Decision> decisions) {
                byte kind = frame.buffer().getByte(frame.offset() + 1);
                if (kind == 'x') {
                    throw new IllegalStateException("what a peer said");
                }
                if (decisions.getFirst().verdict() instanceof Verdict.Deny) {
                    return List.of();
                }
                if (decisions.getFirst().verdict() instanceof Verdict.Disconnect) {
                    return kind == 'w'
                            ? List.of(
                                    new Emission.Send(
                                            Side.CLIENT, Unpooled.copiedBuffer(LAST_WORDS, StandardCharsets.US_ASCII)),
                                    Emission.Close.INSTANCE)
                            : List.of(Emission.Close.INSTANCE);
                }
                return kind == 'a'
                        ? List.of(
                                new Emission.Send(
                                        Side.CLIENT, Unpooled.buffer(ANSWER).writeZero(ANSWER)),
                                Emission.Forward.INSTANCE)
                        : List.of(Emission.Forward.INSTANCE);
            }

            @Override
            public List<Emission> disconnect(@Nullable String notice) {
                return List.of(Emission.Close.INSTANCE);
            }

            @Override
            public @Nullable ScreenName account() {
                return null;
            }

            @Override
            public ServiceId service() {
                return ServiceId.UNKNOWN;
            }
        };
    }
}
