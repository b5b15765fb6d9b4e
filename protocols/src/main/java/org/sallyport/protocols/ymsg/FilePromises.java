package org.sallyport.protocols.ymsg;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Handoff;
import org.sallyport.protocols.Handoffs;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.ymsg.file.AnnouncedFiles;
import org.sallyport.protocols.ymsg.read.FileReader;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.YmsgNames;
import org.sallyport.protocols.ymsg.wire.YmsgText;

/**
 * Remembers what was agreed on about files, and tells the requests that will follow whose they are ({@link AnnouncedFiles}): the
 * client's own come through the gateway, so only what it is told by the service announces any.
 *
 * <p>Confined to the connection's event loop. Bounded by {@link org.sallyport.protocols.Limits#trackedItems()}; the eldest goes.
 */
final class FilePromises {

    private static final int LONGEST_NAME = 256;
    private static final int MOST_FILES = 16;

    private final Connection connection;

    /** By the id of a transfer: the later packets about it have the names alone. */
    private final Map<String, List<FileInfo>> offers = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, List<FileInfo>> eldest) {
            return size() > connection.context().limits().trackedItems();
        }
    };

    FilePromises(Connection connection) {
        this.connection = connection;
    }

    /** A packet about a file goes on. */
    void allowed(Side from, Packet packet, ImEvent.FileOffer event) {
        Service service = packet.service();
        if (service == null) {
            return;
        }
        switch (service) {
            case FILE_OFFER -> offer(packet, event);
            case FILE_INFO -> info(from, packet, event);
            case FILE_ACCEPT -> accept(from, packet, event);
            case FILE_TRANSFER, PEER_DATA ->
                url(from, packet.pairs().text(Key.URL), AnnouncedFiles.RECEIVES, event, event.files());
            default -> {
                // Nothing else is about files.
            }
        }
    }

    private void offer(Packet packet, ImEvent.FileOffer event) {
        if (packet.pairs().number(Key.FILE_ACTION, -1) == FileReader.OFFER
                && !event.id().isEmpty()) {
            offers.put(shortened(event.id()), known(event.files()));
        }
    }

    /** The sender says how: by the relay, where the service adds a token, or at a URL of the sender's own. */
    private void info(Side from, Packet packet, ImEvent.FileOffer event) {
        if (packet.pairs().number(Key.TRANSFER_KIND, -1) == FileReader.RELAY) {
            token(from, packet, AnnouncedFiles.RECEIVES, event);
        } else {
            url(from, packet.pairs().text(Key.TRANSFER_HOST), AnnouncedFiles.RECEIVES, event, sized(event));
        }
    }

    /** The recipient says the token once more, or a URL of its own that the sender is to go to. */
    private void accept(Side from, Packet packet, ImEvent.FileOffer event) {
        if (packet.pairs().number(Key.TRANSFER_KIND, -1) == FileReader.RELAY) {
            token(from, packet, AnnouncedFiles.SENDS, event);
        } else {
            url(from, packet.pairs().text(Key.TRANSFER_HOST), AnnouncedFiles.SENDS, event, sized(event));
        }
    }

    private void token(Side from, Packet packet, String purpose, ImEvent.FileOffer event) {
        String token = packet.pairs().text(Key.TRANSFER_TOKEN);
        if (from == Side.SERVER && token != null && !token.isEmpty()) {
            AnnouncedFiles.rememberToken(handoffs(), token, handoff(purpose, event, sized(event)));
        }
    }

    private void url(Side from, @Nullable String url, String purpose, ImEvent.FileOffer event, List<FileInfo> files) {
        if (from == Side.SERVER && url != null) {
            AnnouncedFiles.rememberUrl(handoffs(), url, handoff(purpose, event, known(files)));
        }
    }

    private Handoffs handoffs() {
        return connection.context().handoffs();
    }

    private Handoff handoff(String purpose, ImEvent.FileOffer event, List<FileInfo> files) {
        ScreenName account = connection.account();
        if (account == null && !event.to().isEmpty()) {
            account = event.to().getFirst();
        }
        return new Handoff(YmsgNames.YAHOO, account, purpose, null, event.from(), shortened(event.id()), files);
    }

    /** The file that a packet names, with the size that the offer said. */
    private List<FileInfo> sized(ImEvent.FileOffer event) {
        List<FileInfo> offered = offers.getOrDefault(shortened(event.id()), List.of());
        List<FileInfo> named = known(event.files());
        if (named.isEmpty()) {
            return offered.size() == 1 ? offered : List.of();
        }
        FileInfo one = named.getFirst();
        for (FileInfo file : offered) {
            if (file.name().equals(one.name())) {
                return List.of(one.size() < 0 ? file : one);
            }
        }
        return List.of(one);
    }

    private static List<FileInfo> known(List<FileInfo> files) {
        return files.stream()
                .limit(MOST_FILES)
                .map(file -> new FileInfo(YmsgText.cut(file.name(), LONGEST_NAME), file.size(), file.count()))
                .toList();
    }

    private static String shortened(String id) {
        return YmsgText.cut(id, LONGEST_NAME);
    }
}
