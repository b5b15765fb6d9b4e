package org.sallyport.protocols.ymsg.read;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Pairs;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.Status;
import org.sallyport.protocols.ymsg.wire.YmsgText;

/**
 * Files, as they were sent in three generations: fetched from a web server in the sender's client ({@link Service#PEER_DATA},
 * FILEXFER), by way of the service's drop box ({@link Service#FILE_TRANSFER}), and from version 13 on agreed on in three steps
 * ({@link Service#FILE_OFFER}, {@link Service#FILE_INFO}, {@link Service#FILE_ACCEPT}). Sources: libpurple, libyahoo2, Miranda's
 * plugin, GyachI, Digsby; a capture of libpurple.
 */
public final class FileReader {

    /** {@link Key#TRANSFER_KIND} of a transfer by way of the service's relay; the others lead to a peer. */
    public static final int RELAY = 3;

    /** {@link Key#RESULT} of a recipient that wants no direct connection. */
    public static final int NOT_DIRECT = -3;

    /** {@link Key#FILE_ACTION}. */
    public static final int OFFER = 1;

    /** The sender takes it back. */
    public static final int WITHDRAW = 2;

    public static final int ACCEPT = 3;
    public static final int REFUSE = 4;

    private static final int TOKEN = 53;
    private static final char TRAILER = '\u0006';

    private FileReader() {}

    /** Reads a packet about files. */
    public static Meaning read(Scene scene) {
        Pairs pairs = scene.pairs();
        if (Parties.unclear(
                        pairs,
                        Key.SENDER,
                        Key.RECIPIENT,
                        Key.APPLICATION,
                        Key.FLAG,
                        Key.URL,
                        Key.RESULT,
                        Key.FILE_ACTION)
                || Parties.unclear(pairs, Key.TRANSFER_ID, Key.TRANSFER_KIND, Key.TRANSFER_HOST)) {
            return new Meaning.Broken("a file that says two things");
        }
        Service service = scene.packet().service();
        if (service == null) {
            return Meaning.Unclassified.INSTANCE;
        }
        return switch (service) {
            case PEER_DATA -> fromPeer(scene);
            case FILE_TRANSFER -> fromDropBox(scene);
            case FILE_OFFER -> offer(scene);
            case FILE_INFO -> how(scene, Step.PROPOSE);
            case FILE_ACCEPT -> how(scene, Step.ACCEPT);
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    private static Meaning fromPeer(Scene scene) {
        String token = scene.pairs().text(TOKEN);
        String id = token == null ? "" : token;
        return switch ((int) scene.pairs().number(Key.FLAG, -1)) {
            case 1 -> event(scene, Feature.FILE_TRANSFER, Step.PROPOSE, files(scene), id);
            case 2 -> event(scene, Feature.FILE_TRANSFER, Step.DECLINE, files(scene), id);
            // It couldn't be fetched and shall go through the service.
            case 3 -> event(scene, Feature.FILE_TRANSFER, Step.COUNTER, files(scene), id);
            case 5 -> event(scene, Feature.FILE_SHARING, Step.PROPOSE, List.of(), id);
            case 6 -> event(scene, Feature.FILE_SHARING, Step.ACCEPT, List.of(), id);
            case 9 -> event(scene, Feature.FILE_SHARING, Step.CANCEL, List.of(), id);
            default -> Meaning.Unclassified.INSTANCE;
        };
    }

    /** Without an address it tells the sender that the file has arrived, or has words of the service itself. */
    private static Meaning fromDropBox(Scene scene) {
        String url = scene.pairs().text(Key.URL);
        if (!scene.byClient() && url == null) {
            return Meaning.Nothing.INSTANCE;
        }
        List<FileInfo> files = files(scene);
        if (files.isEmpty() && url != null) {
            String name = nameIn(url);
            files = List.of(new FileInfo(name, scene.pairs().number(Key.FILE_SIZE, -1), 1));
        }
        return event(
                scene,
                Feature.FILE_TRANSFER,
                Step.PROPOSE,
                files,
                files.isEmpty() ? "" : files.getFirst().name());
    }

    private static String nameIn(String url) {
        int query = url.indexOf('?');
        String path = query < 0 ? url : url.substring(0, query);
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Meaning offer(Scene scene) {
        if (failed(scene)) {
            return event(scene, Feature.FILE_TRANSFER, Step.CANCEL, List.of(), id(scene));
        }
        Step step = switch ((int) scene.pairs().number(Key.FILE_ACTION, -1)) {
            case OFFER -> Step.PROPOSE;
            case WITHDRAW -> Step.CANCEL;
            case ACCEPT -> Step.ACCEPT;
            case REFUSE -> Step.DECLINE;
            default -> null;
        };
        return step == null
                ? Meaning.Unclassified.INSTANCE
                : event(scene, Feature.FILE_TRANSFER, step, files(scene), id(scene));
    }

    /** How a file goes that was agreed on. One that doesn't go by the relay is a direct connection too. */
    private static Meaning how(Scene scene, Step direct) {
        if (failed(scene)) {
            boolean otherWay = scene.pairs().number(Key.RESULT, 0) == NOT_DIRECT;
            return event(scene, Feature.FILE_TRANSFER, otherWay ? Step.COUNTER : Step.CANCEL, List.of(), id(scene));
        }
        List<ImEvent> events = new ArrayList<>();
        events.add(file(scene, Feature.FILE_TRANSFER, Step.BEGIN, files(scene), id(scene)));
        if (isDirect(scene.pairs())) {
            Parties parties = Parties.of(scene);
            events.add(new ImEvent.Invite(
                    scene.flow(),
                    Feature.DIRECT_CONNECTION,
                    direct,
                    parties.from(),
                    parties.to(),
                    null,
                    Text.EMPTY,
                    id(scene)));
        }
        return Meaning.of(events);
    }

    /** Whether a transfer leads to a peer. */
    public static boolean isDirect(Pairs pairs) {
        return pairs.has(Key.TRANSFER_KIND) && pairs.number(Key.TRANSFER_KIND, -1) != RELAY;
    }

    private static boolean failed(Scene scene) {
        return scene.packet().status() == Status.ERROR || scene.pairs().number(Key.RESULT, 0) != 0;
    }

    private static String id(Scene scene) {
        String id = scene.pairs().text(Key.TRANSFER_ID);
        return id == null ? "" : id;
    }

    private static List<FileInfo> files(Scene scene) {
        List<FileInfo> files = new ArrayList<>();
        String name = null;
        long size = -1;
        for (Pair pair : scene.pairs().all()) {
            if (pair.key() == Key.FILE_NAME) {
                add(name, size, files);
                name = pair.text();
                size = -1;
            } else if (pair.key() == Key.FILE_SIZE) {
                size = pair.number(-1);
            }
        }
        add(name, size, files);
        long said = scene.pairs().number(Key.FILE_COUNT, files.size());
        if (files.size() == 1 && said > 1) {
            int count = (int) Math.min(said, scene.limits().itemsPerFrame());
            return List.of(
                    new FileInfo(files.getFirst().name(), files.getFirst().size(), count));
        }
        return files;
    }

    private static void add(@Nullable String name, long size, List<FileInfo> files) {
        if (name != null) {
            files.add(new FileInfo(name, size, 1));
        }
    }

    private static Meaning event(Scene scene, Feature feature, Step step, List<FileInfo> files, String id) {
        return Meaning.of(file(scene, feature, step, files, id));
    }

    private static ImEvent file(Scene scene, Feature feature, Step step, List<FileInfo> files, String id) {
        Parties parties = Parties.of(scene);
        return new ImEvent.FileOffer(
                scene.flow(), feature, step, parties.from(), parties.to(), files, words(scene), id);
    }

    /** What is said along with it; some clients put more behind a 06. */
    private static Text words(Scene scene) {
        String said = scene.pairs().text(Key.TEXT);
        if (said == null) {
            return Text.EMPTY;
        }
        int end = said.indexOf(TRAILER);
        return YmsgText.text(end < 0 ? said : said.substring(0, end), scene.limits());
    }
}
