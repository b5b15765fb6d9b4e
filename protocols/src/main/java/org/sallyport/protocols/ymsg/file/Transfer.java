package org.sallyport.protocols.ymsg.file;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.SessionContext;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.http.HttpParts;
import org.sallyport.protocols.tunnel.HttpHead;
import org.sallyport.protocols.ymsg.read.FileReader;
import org.sallyport.protocols.ymsg.read.Meaning;
import org.sallyport.protocols.ymsg.read.Scene;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.Pairs;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.YmsgNames;
import org.sallyport.protocols.ymsg.wire.YmsgView;

/**
 * One request and the file it is for. Immutable.
 *
 * <p>Who sends and who receives is what the service's connection said when it announced the file. A drop box is told by nobody
 * before: there the packet in front of the file says who, as packets on the service's connection do. So does the relay's URL
 * where the offer was not seen. Then it is the client's own word, as it is with clients that name themselves elsewhere; the
 * service believes its cookies alone.
 *
 * @param hasFile false for a request that only asks about one
 * @param sends whether the client sends the file
 * @param host where the request goes; empty when unknown
 */
record Transfer(ImEvent.FileOffer file, @Nullable ScreenName account, boolean hasFile, boolean sends, String host) {

    private static final int LONGEST_NAME = 256;

    /** What a request tells. */
    sealed interface Told {

        /** All that is needed. */
        record Whole(Transfer transfer) implements Told {}

        /**
         * It is no request for a file.
         *
         * @param why without content
         */
        record Broken(String why) implements Told {}
    }

    /** Reads the beginning of a request. */
    static Told of(Frame frame, HttpParts.Part.Beginning beginning, SessionContext context) {
        HttpHead head = beginning.head();
        FileTarget target = FileTarget.of(head);
        String method = head.method().toUpperCase(Locale.ROOT);
        boolean sends = method.equals("POST") || method.equals("PUT");
        if (sends && target.isDropBox()) {
            return frame.length() > beginning.bodyAt()
                    ? dropBox(frame, beginning, target, context)
                    : new Told.Broken("an upload that doesn't say what it is");
        }
        boolean asks = method.equals("HEAD");
        if (!sends && !asks && !method.equals("GET")) {
            return new Told.Broken("a request for no file");
        }
        Handoff handoff = announced(target, sends, context.handoffs());
        if (handoff == null) {
            return new Told.Broken("a file that nobody has announced");
        }
        ImEvent.FileOffer file = offer(handoff, sends, sends ? beginning.rest() : -1);
        return new Told.Whole(new Transfer(file, handoff.account(), !asks, sends, target.host()));
    }

    private static @Nullable Handoff announced(FileTarget target, boolean sends, Handoffs handoffs) {
        String purpose = sends ? AnnouncedFiles.SENDS : AnnouncedFiles.RECEIVES;
        Handoff atUrl = AnnouncedFiles.atUrl(handoffs, target, purpose);
        if (atUrl != null || !target.isRelay()) {
            return atUrl;
        }
        Handoff withToken = AnnouncedFiles.withToken(handoffs, target.parameter("token"), purpose);
        if (withToken != null) {
            return withToken;
        }
        ScreenName sender = name(target.parameter("sender"));
        ScreenName receiver = name(target.parameter("recver"));
        return new Handoff(YmsgNames.YAHOO, sends ? sender : receiver, purpose, null, sends ? receiver : sender, null);
    }

    private static @Nullable ScreenName name(String claimed) {
        return claimed.isBlank() || claimed.length() > LONGEST_NAME ? null : YmsgNames.screenName(claimed);
    }

    /** @param size of what really comes; -1 while that isn't known */
    private static ImEvent.FileOffer offer(Handoff handoff, boolean sends, long size) {
        ScreenName from = sends ? handoff.account() : handoff.peer();
        ScreenName to = sends ? handoff.peer() : handoff.account();
        FileInfo told = handoff.files().isEmpty()
                ? new FileInfo("", -1, 1)
                : handoff.files().getFirst();
        String id = handoff.offer();
        return new ImEvent.FileOffer(
                sends ? Flow.OUTBOUND : Flow.INBOUND,
                Feature.FILE_TRANSFER,
                Step.BEGIN,
                from,
                to == null ? List.of() : List.of(to),
                List.of(new FileInfo(told.name(), size < 0 ? told.size() : size, 1)),
                Text.EMPTY,
                id == null ? "" : id);
    }

    private static Told dropBox(
            Frame frame, HttpParts.Part.Beginning beginning, FileTarget target, SessionContext context) {
        int at = frame.offset() + beginning.bodyAt();
        int end = frame.offset() + frame.length();
        Frame inner = new Frame().point(frame.buffer(), at, end - at);
        return switch (Pairs.read(frame.buffer(), at + YmsgView.HEADER, end, context.limits())) {
            case Pairs.Parsed.Broken(String why) -> new Told.Broken(why);
            case Pairs.Parsed.Whole(Pairs pairs) -> {
                if (pairs.junk() > 0 || saysTwoThings(pairs)) {
                    yield new Told.Broken("an upload that says two things");
                }
                Packet packet = Packet.of(inner, pairs);
                ScreenName claimed = new Scene(Side.CLIENT, packet, null, context.limits()).self();
                ScreenName account = claimed == null
                        ? null
                        : AnnouncedFiles.account(
                                context.handoffs(), context.opening().client().getAddress(), claimed);
                Scene scene = new Scene(Side.CLIENT, packet, account, context.limits());
                ImEvent.FileOffer file = upload(scene, beginning.rest());
                yield file == null
                        ? new Told.Broken("an upload of no file")
                        : new Told.Whole(new Transfer(file, account, true, true, target.host()));
            }
        };
    }

    private static boolean saysTwoThings(Pairs pairs) {
        return pairs.count(Key.ACCOUNT) > 1
                || pairs.count(Key.ME) > 1
                || pairs.count(Key.SENDER) > 1
                || pairs.count(Key.RECIPIENT) > 1
                || pairs.count(Key.FILE_NAME) > 1
                || pairs.count(Key.FILE_SIZE) > 1;
    }

    /** A file, or a picture of oneself, which takes the same way; null for anything else. */
    private static ImEvent.@Nullable FileOffer upload(Scene scene, long size) {
        boolean picture = scene.packet().is(Service.PICTURE_UPLOAD);
        String name = scene.pairs().text(Key.FILE_NAME);
        List<FileInfo> files = List.of(new FileInfo(name == null ? "" : name, size, 1));
        if (picture) {
            return new ImEvent.FileOffer(
                    Flow.OUTBOUND, Feature.BUDDY_ICON, Step.BEGIN, scene.self(), List.of(), files, Text.EMPTY, "");
        }
        if (!scene.packet().is(Service.FILE_TRANSFER)
                || !(FileReader.read(scene) instanceof Meaning.Happened happened)
                || !(happened.events().getFirst() instanceof ImEvent.FileOffer said)) {
            return null;
        }
        return new ImEvent.FileOffer(
                said.flow(), said.feature(), said.step(), said.from(), said.to(), files, said.text(), said.id());
    }

    /** The service says that the file is elsewhere. */
    void moves(String location, Handoffs handoffs) {
        String url = location.startsWith("/") ? "http://" + host + location : location;
        AnnouncedFiles.rememberUrl(
                handoffs,
                url,
                new Handoff(
                        YmsgNames.YAHOO, account, AnnouncedFiles.RECEIVES, null, file.from(), file.id(), file.files()));
    }
}
