package org.sallyport.protocols.ymsg.file;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Reading;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;
import org.sallyport.protocols.Session;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.http.HttpMessage;
import org.sallyport.protocols.http.HttpParts;
import org.sallyport.protocols.tunnel.HttpFields;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.protocols.ymsg.file.Transfer.Told;
import org.sallyport.protocols.ymsg.wire.YmsgNames;

/**
 * A client that sends files or fetches them. It is asked about each when its request begins, before anything of that goes on;
 * then its bytes are looked at, whichever way they come.
 *
 * <p>A refusal is an answer of 403, which every client takes for a failure; where the answer has begun already, the connection
 * ends before the file does. A file that moved is followed: where the service sends the client on to is announced as its first
 * place was.
 *
 * <p><b>Resuming.</b> The rest of a file tells neither its type nor its hash, so a part of one is none of this protocol.
 *
 * <p><b>Threading:</b> confined to the connection's event loop. <b>Bounds:</b> {@value #MOST} requests without an answer. <b>Bad
 * input:</b> a request for no file, an upload whose packet can't be read or says two things, a file that is encoded or a part of
 * one: {@link Reading.Malformed}.
 */
final class FileSession implements Session {

    private static final Reading SWALLOWED = new Reading.Housekeeping(List.of());
    private static final int MOST = 16;
    private static final int FORBIDDEN = 403;
    private static final int PARTIAL = 206;
    private static final int MULTIPLE_CHOICES = 300;
    private static final int BAD_REQUEST = 400;

    private final SessionContext context;
    private final HttpParts requests;
    private final HttpParts responses;

    /** What was asked for and has no answer yet. */
    private final Deque<Transfer> unanswered = new ArrayDeque<>();

    private @Nullable Transfer asking;
    private ImEvent.@Nullable FileOffer fromClient;
    private ImEvent.@Nullable FileOffer fromServer;
    private List<ImEvent> askedOfClient = List.of();
    private List<ImEvent> askedOfServer = List.of();
    private @Nullable ScreenName account;
    private boolean closing;

    FileSession(SessionContext context) {
        this.context = context;
        this.requests = new HttpParts(context.limits(), new UploadLead());
        this.responses = new HttpParts(context.limits(), null);
    }

    @Override
    public Reading interpret(Side from, Frame frame) {
        if (closing) {
            return SWALLOWED;
        }
        HttpParts parts = from == Side.CLIENT ? requests : responses;
        return switch (parts.read(frame)) {
            case HttpParts.Part.Beginning beginning ->
                from == Side.CLIENT ? request(frame, beginning) : response(beginning.head());
            case HttpParts.Part.Piece piece -> piece(from, piece);
            case HttpParts.Part.Broken broken -> new Reading.Malformed("neither a message of HTTP nor a piece of one");
        };
    }

    private Reading request(Frame frame, HttpParts.Part.Beginning beginning) {
        HttpHead head = beginning.head();
        if (unanswered.size() >= MOST) {
            return new Reading.Malformed("too many requests without an answer");
        }
        if (isEncoded(head.fields()) || head.fields().count("Content-Range") > 0) {
            return new Reading.Malformed("a file that is encoded, or part of one");
        }
        fromClient = null;
        return switch (Transfer.of(frame, beginning, context)) {
            case Told.Broken broken -> new Reading.Malformed(broken.why());
            case Told.Whole(Transfer transfer) -> {
                account = transfer.account() == null ? account : transfer.account();
                asking = transfer;
                if (!transfer.hasFile()) {
                    unanswered.add(transfer);
                    yield Reading.Pass.INSTANCE;
                }
                askedOfClient = List.of(transfer.file());
                yield new Reading.Events(askedOfClient);
            }
        };
    }

    private Reading response(HttpHead head) {
        if (head.status() < 200) {
            return Reading.Pass.INSTANCE;
        }
        Transfer answers = unanswered.poll();
        fromServer = null;
        if (answers == null || !answers.hasFile() || answers.sends()) {
            return Reading.Pass.INSTANCE;
        }
        if (isEncoded(head.fields()) || head.status() == PARTIAL) {
            return new Reading.Malformed("a file that is encoded, or part of one");
        }
        String elsewhere = head.fields().first("Location");
        if (head.status() >= MULTIPLE_CHOICES && head.status() < BAD_REQUEST && elsewhere != null) {
            answers.moves(elsewhere, context.handoffs());
        }
        // Nobody knows what a client makes of a body that isn't the file by the response's status: it is looked at like
        // one.
        fromServer = answers.file();
        return Reading.Pass.INSTANCE;
    }

    private static boolean isEncoded(HttpFields fields) {
        String coding = fields.first("Content-Encoding");
        return coding != null && !coding.toLowerCase(Locale.ROOT).equals("identity")
                || fields.count("Content-Encoding") > 1;
    }

    private Reading piece(Side from, HttpParts.Part.Piece piece) {
        ImEvent.FileOffer file = from == Side.CLIENT ? fromClient : fromServer;
        if (file == null) {
            return from == Side.CLIENT ? new Reading.Malformed("a body where no file goes") : Reading.Pass.INSTANCE;
        }
        if (from == Side.CLIENT) {
            askedOfClient = List.of(file);
        } else {
            askedOfServer = List.of(file);
        }
        return new Reading.FilePart(file, piece.offset(), piece.length(), piece.last());
    }

    @Override
    public List<Emission> enforce(Side from, Frame frame, List<Decision> decisions) {
        if (closing) {
            return List.of();
        }
        Ruling ruling = Ruling.of(from == Side.CLIENT ? askedOfClient : askedOfServer, decisions);
        if (ruling.verdict() instanceof Verdict.Allow) {
            allowed(from);
            return List.of(Emission.Forward.INSTANCE);
        }
        closing = true;
        List<Emission> out = new ArrayList<>(2);
        if (from == Side.CLIENT) {
            out.add(new Emission.Send(Side.CLIENT, refusal(ruling.notices())));
        }
        out.add(Emission.Close.INSTANCE);
        return out;
    }

    /** With the beginning of a request; pieces change nothing. */
    private void allowed(Side from) {
        Transfer now = asking;
        if (from == Side.CLIENT && now != null) {
            asking = null;
            unanswered.add(now);
            fromClient = now.sends() ? now.file() : null;
        }
    }

    private static ByteBuf refusal(List<String> notices) {
        HttpFields fields = HttpFields.of(
                "Content-Type", "text/plain; charset=utf-8", "Content-Length", "0", "Connection", "close");
        ByteBuf words = Unpooled.copiedBuffer(String.join("\n", notices), StandardCharsets.UTF_8);
        try {
            return HttpMessage.write(HttpHead.response(FORBIDDEN, fields), words);
        } finally {
            words.release();
        }
    }

    @Override
    public List<Emission> disconnect(@Nullable String notice) {
        closing = true;
        return List.of(Emission.Close.INSTANCE);
    }

    @Override
    public @Nullable ScreenName account() {
        return account;
    }

    @Override
    public ServiceId service() {
        return YmsgNames.YAHOO;
    }
}
