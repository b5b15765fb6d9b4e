package org.sallyport.protocols.trial;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Duty;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;

/**
 * Plays a conversation through a {@link Rig} and checks it line by line:
 *
 * <pre>
 *   C> ...                      the client sends a frame, written in the protocol's own little language
 *   S< ...                      the service must receive this, and next
 *   S> ..., C< ...              the other way
 *   * sign-on requested ...     this event must have been asked about
 *   ! deny "Not here."          from now on the rules say this
 *   closed                      both ends must have been closed
 * </pre>
 *
 * <p>What a line ends in behind {@code --} is a remark.
 */
public abstract class Script {

    private final Rig rig;

    /** A script for this rig. */
    protected Script(Rig rig) {
        this.rig = rig;
    }

    /** The bytes of a frame that a side sends. */
    protected abstract byte[] sent(Side from, String frame);

    /** Holds what was received against what a line says. */
    protected abstract void compare(String line, Side from, String frame, byte[] actual);

    /** Plays lines; at the end nothing may be left that no line has spoken of. */
    public final void play(String lines) {
        for (String line : lines.lines().toList()) {
            int remark = line.indexOf("--");
            String said = (remark < 0 ? line : line.substring(0, remark)).strip();
            if (!said.isEmpty()) {
                line(said);
            }
        }
        for (Side side : Side.values()) {
            assertThat(rig.next(side)).as("one more frame for %s", side).isNull();
        }
        assertThat(rig.events()).as("events no line speaks of").isEmpty();
        assertThat(rig.malformed()).isNull();
    }

    private void line(String line) {
        if (line.startsWith("!")) {
            rules(line.substring(1).strip());
        } else if (line.startsWith("*")) {
            ImEvent event = rig.events().poll();
            assertThat(event == null ? "nothing" : describe(event))
                    .isEqualTo(line.substring(1).strip());
        } else if (line.equals("closed")) {
            assertThat(rig.closed()).as("closed").isTrue();
        } else {
            Side side = line.charAt(0) == 'C' ? Side.CLIENT : Side.SERVER;
            String frame = line.substring(2).strip();
            switch (line.charAt(1)) {
                case '>' -> {
                    assertThat(rig.next(side.other()))
                            .as("a frame before %s", line)
                            .isNull();
                    rig.send(side, sent(side, frame));
                }
                case '<' -> {
                    byte[] next = rig.next(side);
                    compare(line, side.other(), frame, Objects.requireNonNull(next, () -> "nothing came for: " + line));
                }
                default -> throw new IllegalArgumentException(line);
            }
        }
    }

    private void rules(String rule) {
        String word = rule.split(" ")[0];
        String text = rule.indexOf('"') < 0 ? null : rule.substring(rule.indexOf('"') + 1, rule.length() - 1);
        rig.rules(event -> decision(word, text));
    }

    private static Decision decision(String word, @Nullable String text) {
        return switch (word) {
            case "allow" -> Rig.decided(Verdict.Allow.INSTANCE);
            case "drop" -> Rig.decided(Verdict.Drop.INSTANCE);
            case "deny" -> Rig.decided(new Verdict.Deny(text));
            case "disconnect" -> Rig.decided(new Verdict.Disconnect(text));
            case "rewrite" -> Rig.decided(new Verdict.Rewrite(text == null ? "" : text));
            case "tell-sender" ->
                Rig.decided(Verdict.Allow.INSTANCE, new Duty.Notice(Duty.Audience.SENDER, String.valueOf(text)));
            case "tell-both" ->
                Rig.decided(Verdict.Allow.INSTANCE, new Duty.Notice(Duty.Audience.BOTH, String.valueOf(text)));
            default -> throw new IllegalArgumentException(word);
        };
    }

    /** An event as a line writes it. */
    public static String describe(ImEvent event) {
        String what = switch (event) {
            case ImEvent.SignOn e ->
                "sign-on " + e.phase() + " " + e.method() + " " + e.client()
                        + (e.detail() == null ? "" : " " + e.detail());
            case ImEvent.SignOff e -> "sign-off " + e.detail();
            case ImEvent.Message e ->
                "message"
                        + (e.feature() == Feature.CHAT ? "" : " " + e.feature().id())
                        + (e.marks().isEmpty() ? "" : " " + e.marks());
            case ImEvent.FileOffer e -> "file " + e.step();
            case ImEvent.Invite e -> "invite " + e.feature().id() + " " + e.step();
            case ImEvent.RoomJoin e -> "join " + e.room();
            case ImEvent.ContactChange e -> "contact " + e.action();
            case ImEvent.Typing e -> "typing " + e.state();
            case ImEvent.Receipt e -> "receipt " + e.delivered();
            case ImEvent.Forged e -> "forged " + e.why();
            case ImEvent.Unread e -> "unread " + e.carrier();
            case ImEvent.Unclassified e -> "unclassified " + e.opcode();
            case ImEvent.Presence e -> "presence";
            case ImEvent.Profile e -> "profile";
            case ImEvent.RoomLeave e -> "leave";
            case ImEvent.Lookup e -> "lookup";
            case ImEvent.Malformed e -> "malformed";
        };
        return (what + " | " + event.flow() + " " + name(event.from())
                        + (event.to().isEmpty() ? "" : " to " + event.to())
                        + (event.files().isEmpty() ? "" : " " + event.files())
                        + (event.text().plain().isEmpty()
                                ? ""
                                : " \"" + event.text().plain() + "\""))
                .toLowerCase(Locale.ROOT);
    }

    private static String name(@Nullable ScreenName name) {
        return name == null ? "?" : name.toString();
    }
}
