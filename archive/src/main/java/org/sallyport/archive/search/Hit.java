package org.sallyport.archive.search;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One archived event as a page shows it. Every string in it was written by strangers: escape it.
 *
 * @param id the record's id in the archive
 * @param time when it happened
 * @param conversation the id of the conversation it belongs to; null for events outside any
 * @param service the service's id
 * @param protocol the protocol's id
 * @param connection the gateway's id of the connection
 * @param kind what kind of event, such as {@code message} or {@code file-offer}
 * @param feature the feature's id
 * @param inbound whether it came from the service
 * @param from who acted; null when unknown
 * @param to to or about whom
 * @param room the room, as the service names it; null outside rooms
 * @param text the words, cut into what the search found and what not; one piece when nothing was searched for
 * @param source the text exactly as sent, markup and all
 * @param html whether {@code source} is markup
 * @param detail what else there is to say, such as a step, a status or an error code
 * @param files the names and sizes of files
 * @param verdict the verdict's id
 * @param rules the rules that made it
 * @param failure why no decision was possible; null when there was one
 * @param alerts severities of the alerts it raised
 */
public record Hit(
        String id,
        Instant time,
        @Nullable String conversation,
        String service,
        String protocol,
        String connection,
        String kind,
        String feature,
        boolean inbound,
        @Nullable Party from,
        List<Party> to,
        @Nullable String room,
        List<Piece> text,
        String source,
        boolean html,
        String detail,
        List<File> files,
        String verdict,
        List<String> rules,
        @Nullable String failure,
        List<String> alerts) {

    /**
     * One end of an event.
     *
     * @param screenName as displayed
     * @param person the person's name, when the screen name was somebody's here; else null
     * @param login the person's login; null likewise
     */
    public record Party(
            String screenName,
            @Nullable String person,
            @Nullable String login) {}

    /**
     * A stretch of text.
     *
     * @param found whether the search found it
     */
    public record Piece(String text, boolean found) {}

    /**
     * A file.
     *
     * @param size in bytes, -1 when unknown
     */
    public record File(String name, long size) {}
}
