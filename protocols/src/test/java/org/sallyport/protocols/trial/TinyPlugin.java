package org.sallyport.protocols.trial;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Codec;
import org.sallyport.protocols.Detection;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.FirstBytes;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Handoff;
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
import org.sallyport.protocols.event.Text;

/**
 * A protocol small enough to see through, for testing tests. A frame is {@code ~}, its length in three digits, and text:
 * {@code HI name}, {@code AS cookie} (the name behind a cookie), {@code TICKET cookie} (from the service), {@code MSG name
 * words}, anything else passes.
 */
public class TinyPlugin implements ProtocolPlugin {

    public static final ProtocolId ID = new ProtocolId("tiny");
    public static final ServiceId SERVICE = new ServiceId("tiny-chat");
    private static final int HEADER = 4;

    /** A frame around text. */
    public static String frame(String text) {
        return String.format("~%03d%s", text.length(), text);
    }

    @Override
    public ProtocolId id() {
        return ID;
    }

    @Override
    public Set<ServiceId> services() {
        return Set.of(SERVICE);
    }

    @Override
    public Detection detect(Opening opening, FirstBytes first) {
        for (Side side : Side.values()) {
            ByteBuf bytes = first.from(side);
            if (bytes.readableBytes() >= HEADER) {
                boolean fits = bytes.getByte(bytes.readerIndex()) == '~' && length(bytes) >= 0;
                return fits ? Detection.Match.CERTAIN : Detection.NoMatch.INSTANCE;
            }
        }
        return Detection.NeedMore.INSTANCE;
    }

    @Override
    public Codec newCodec(Side from, Limits limits) {
        return new TinyCodec();
    }

    @Override
    public Session newSession(SessionContext context) {
        return new TinySession(context);
    }

    @Override
    public ScreenName screenName(ServiceId service, String name) {
        return ScreenName.of(service, name);
    }

    /** The length the header says, or -1 when it says none. */
    private static int length(ByteBuf in) {
        int length = 0;
        for (int i = 1; i < HEADER; i++) {
            int digit = in.getByte(in.readerIndex() + i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            length = length * 10 + digit;
        }
        return HEADER + length;
    }

    /** Cuts frames. */
    protected static class TinyCodec implements Codec {
        private final Frame frame = new Frame();
        private final Outcome.Decoded decoded = new Outcome.Decoded(frame);
        private Outcome.@Nullable Malformed broken;
        private long offset;

        @Override
        public Outcome decode(ByteBuf in) {
            if (broken != null) {
                return broken;
            }
            if (in.getByte(in.readerIndex()) != '~') {
                return broken("no frame begins here");
            }
            if (in.readableBytes() < HEADER) {
                return Outcome.NeedMore.INSTANCE;
            }
            int length = length(in);
            if (length < 0) {
                return broken("no length");
            }
            if (length > in.readableBytes()) {
                return Outcome.NeedMore.INSTANCE;
            }
            frame.point(in, in.readerIndex(), length);
            offset += length;
            return decoded;
        }

        @Override
        public Outcome decodeLast(ByteBuf in) {
            return broken("ends within a frame");
        }

        private Outcome broken(String why) {
            Outcome.Malformed malformed = new Outcome.Malformed(why, offset);
            broken = malformed;
            return malformed;
        }
    }

    /** Understands frames. */
    protected static class TinySession implements Session {
        private final SessionContext context;
        private @Nullable ScreenName account;

        protected TinySession(SessionContext context) {
            this.context = context;
        }

        @Override
        public Reading interpret(Side from, Frame frame) {
            String[] words = text(frame).split(" ", 3);
            Flow flow = Flow.from(from);
            return switch (words[0]) {
                case "HI" -> {
                    account = ScreenName.of(SERVICE, words.length > 1 ? words[1] : "nobody");
                    yield event(new ImEvent.SignOn(flow, ImEvent.SignOn.Phase.REQUESTED, account, "name", null, null));
                }
                case "TICKET" -> {
                    context.handoffs().remember(ID, cookie(words), new Handoff(SERVICE, account, "chat", null));
                    yield Reading.Pass.INSTANCE;
                }
                case "AS" -> {
                    Handoff handoff = context.handoffs().recall(ID, cookie(words));
                    account = handoff == null ? null : handoff.account();
                    yield event(new ImEvent.SignOn(flow, ImEvent.SignOn.Phase.ACCEPTED, account, "cookie", null, null));
                }
                case "MSG" ->
                    words.length < 3 ? new Reading.Malformed("no words") : event(message(flow, words[1], words[2]));
                default -> Reading.Pass.INSTANCE;
            };
        }

        private ImEvent message(Flow flow, String name, String words) {
            ScreenName other = ScreenName.of(SERVICE, name);
            ScreenName from = flow == Flow.OUTBOUND ? account : other;
            List<ScreenName> to =
                    flow == Flow.OUTBOUND ? List.of(other) : account == null ? List.of() : List.of(account);
            return new ImEvent.Message(flow, Feature.CHAT, from, to, null, Text.plain(words), Set.of(), "0");
        }

        private static byte[] cookie(String[] words) {
            return (words.length > 1 ? words[1] : "").getBytes(StandardCharsets.ISO_8859_1);
        }

        private static String text(Frame frame) {
            byte[] bytes = ByteBufUtil.getBytes(frame.buffer(), frame.offset() + HEADER, frame.length() - HEADER);
            return new String(bytes, StandardCharsets.ISO_8859_1);
        }

        private static Reading event(ImEvent event) {
            return new Reading.Events(List.of(event));
        }

        @Override
        public List<Emission> enforce(Side from, Frame frame, List<Decision> decisions) {
            return switch (decisions.getFirst().verdict()) {
                case Verdict.Allow allow -> List.of(Emission.Forward.INSTANCE);
                case Verdict.Rewrite rewrite -> List.of(send(from.other(), "MSG somebody " + rewrite.text()));
                case Verdict.Drop drop -> List.of();
                case Verdict.Deny deny -> List.of(send(from, "NO"));
                case Verdict.Disconnect disconnect -> List.of(send(from, "BYE"), Emission.Close.INSTANCE);
            };
        }

        /** A frame for a side. */
        protected static Emission send(Side to, String text) {
            String fitting = text.length() > 999 ? text.substring(0, 999) : text;
            return new Emission.Send(to, Unpooled.copiedBuffer(frame(fitting), StandardCharsets.ISO_8859_1));
        }

        @Override
        public List<Emission> deliver(ImEvent.Message message) {
            return List.of(send(Side.CLIENT, "MSG gateway " + message.text().plain()));
        }

        @Override
        public List<Emission> disconnect(@Nullable String notice) {
            return List.of(Emission.Close.INSTANCE);
        }

        @Override
        public List<ImEvent> ended() {
            return account == null ? List.of() : List.of(new ImEvent.SignOff(Flow.OUTBOUND, account, "gone"));
        }

        @Override
        public @Nullable ScreenName account() {
            return account;
        }

        @Override
        public ServiceId service() {
            return SERVICE;
        }
    }
}
