package org.sallyport.protocols.trial;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Text;

/** Writes an event as one line that a person can check against a dissector's output. */
public final class EventLine {

    private EventLine() {}

    /** {@code >} from the client, {@code <} from the service; fields without a value are left out. */
    public static String of(ImEvent event) {
        StringBuilder line = new StringBuilder(event.flow() == Flow.OUTBOUND ? "> " : "< ");
        line.append(kind(event));
        field(line, "from", event.from());
        if (!event.to().isEmpty()) {
            line.append(" to=").append(names(event.to()));
        }
        if (event.room() != null) {
            line.append(" room=").append(quoted(event.room()));
        }
        detail(line, event);
        Text text = event.text();
        if (!text.source().isEmpty()) {
            line.append(text.html() ? " html=" : " text=").append(quoted(text.source()));
        }
        if (text.html()) {
            line.append(" plain=").append(quoted(text.plain()));
        }
        for (FileInfo file : event.files()) {
            line.append(" file=").append(quoted(file.name()));
            line.append(" size=").append(file.size()).append(" count=").append(file.count());
        }
        return line.toString();
    }

    private static String kind(ImEvent event) {
        String name = event.getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-");
        return name.toLowerCase(Locale.ROOT);
    }

    private static void detail(StringBuilder line, ImEvent event) {
        switch (event) {
            case ImEvent.SignOn e -> {
                word(line, e.phase());
                line.append(" method=").append(e.method());
                quotedField(line, "client", e.client());
                quotedField(line, "detail", e.detail());
            }
            case ImEvent.SignOff e -> quotedField(line, "detail", e.detail());
            case ImEvent.Presence e -> line.append(" status=").append(e.status());
            case ImEvent.Profile e -> line.append(" part=").append(e.part());
            case ImEvent.Message e -> {
                line.append(" feature=").append(e.feature().id());
                e.marks().stream().sorted().forEach(m -> word(line, m));
                line.append(" id=").append(e.id());
            }
            case ImEvent.Typing e -> word(line, e.state());
            case ImEvent.FileOffer e -> {
                word(line, e.step());
                line.append(" feature=").append(e.feature().id()).append(" id=").append(e.id());
            }
            case ImEvent.Invite e -> {
                word(line, e.step());
                line.append(" feature=").append(e.feature().id()).append(" id=").append(e.id());
            }
            case ImEvent.RoomJoin e -> {}
            case ImEvent.RoomLeave e -> {}
            case ImEvent.ContactChange e -> line.append(" action=").append(e.action());
            case ImEvent.Receipt e -> {
                line.append(e.delivered() ? " delivered" : " failed")
                        .append(" id=")
                        .append(e.id());
                quotedField(line, "detail", e.detail());
            }
            case ImEvent.Lookup e -> quotedField(line, "query", e.query());
            case ImEvent.Forged e -> line.append(" why=\"").append(e.why()).append('"');
            case ImEvent.Unread e -> line.append(" carrier=").append(e.carrier());
            case ImEvent.Unclassified e ->
                line.append(" opcode=").append(e.opcode()).append(" length=").append(e.length());
            case ImEvent.Malformed e -> {
                quotedField(line, "why", e.why());
                line.append(" offset=").append(e.offset());
            }
        }
    }

    private static void word(StringBuilder line, Enum<?> value) {
        line.append(' ').append(value.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    private static void field(StringBuilder line, String name, @Nullable ScreenName value) {
        if (value != null) {
            line.append(' ').append(name).append('=').append(value);
        }
    }

    private static void quotedField(StringBuilder line, String name, @Nullable String value) {
        if (value != null && !value.isEmpty()) {
            line.append(' ').append(name).append('=').append(quoted(value));
        }
    }

    private static String names(List<ScreenName> names) {
        return names.stream().map(ScreenName::toString).collect(Collectors.joining(","));
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.codePoints().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').appendCodePoint(c);
            } else if (c < 0x20 || (c >= 0x7F && c < 0xA0)) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.appendCodePoint(c);
            }
        });
        return out.append('"').toString();
    }
}
