package org.sallyport.proxy.replay;

import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.event.ImEvent;

/** Events in words, for tables and JSON alike. */
final class EventWords {

    private EventWords() {}

    /** What happened, in lower case with hyphens: {@code message}, {@code file-offer}. */
    static String kind(ImEvent event) {
        return switch (event) {
            case ImEvent.SignOn e -> "sign-on";
            case ImEvent.SignOff e -> "sign-off";
            case ImEvent.Presence e -> "presence";
            case ImEvent.Profile e -> "profile";
            case ImEvent.Message e -> "message";
            case ImEvent.Typing e -> "typing";
            case ImEvent.FileOffer e -> "file-offer";
            case ImEvent.Invite e -> "invite";
            case ImEvent.RoomJoin e -> "room-join";
            case ImEvent.RoomLeave e -> "room-leave";
            case ImEvent.ContactChange e -> "contact-change";
            case ImEvent.Receipt e -> "receipt";
            case ImEvent.Lookup e -> "lookup";
            case ImEvent.Unread e -> "unread-connection";
            case ImEvent.Forged e -> "forged";
            case ImEvent.Unclassified e -> "unclassified";
            case ImEvent.Malformed e -> "malformed";
        };
    }

    /** What there is to say besides names and text; empty when nothing. */
    static String detail(ImEvent event) {
        return switch (event) {
            case ImEvent.SignOn e -> join(word(e.phase()), e.method(), e.client(), e.detail());
            case ImEvent.SignOff e -> e.detail();
            case ImEvent.Presence e -> e.status();
            case ImEvent.Profile e -> e.part();
            case ImEvent.Message e ->
                e.marks().stream().sorted().map(EventWords::word).collect(Collectors.joining(", "));
            case ImEvent.Typing e -> word(e.state());
            case ImEvent.FileOffer e -> word(e.step());
            case ImEvent.Invite e -> word(e.step());
            case ImEvent.RoomJoin e -> "";
            case ImEvent.RoomLeave e -> "";
            case ImEvent.ContactChange e -> e.action();
            case ImEvent.Receipt e -> join(e.delivered() ? "delivered" : "failed", e.detail());
            case ImEvent.Lookup e -> e.query();
            case ImEvent.Unread e -> e.carrier();
            case ImEvent.Forged e -> e.why();
            case ImEvent.Unclassified e -> e.opcode() + ", " + e.length() + " bytes";
            case ImEvent.Malformed e -> e.why() + ", at byte " + e.offset();
        };
    }

    private static String join(@Nullable String... parts) {
        StringBuilder out = new StringBuilder();
        for (String part : parts) {
            if (part != null && !part.isEmpty()) {
                out.append(out.isEmpty() ? "" : ", ").append(part);
            }
        }
        return out.toString();
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
