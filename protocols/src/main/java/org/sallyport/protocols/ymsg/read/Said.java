package org.sallyport.protocols.ymsg.read;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.ymsg.wire.Key;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Pairs;
import org.sallyport.protocols.ymsg.wire.YmsgText;

/**
 * One text in a packet and what belongs to it. Stored messages come several in a packet, one after the other; clients differ in
 * where they see the next begin: libpurple at each sender, libyahoo2 at each second 31, jYMSG takes the n-th of everything. Here
 * the next one begins where any of a mark, a sender, a recipient or a text would stand for the second time, so that no reader sees
 * a text that this one doesn't. What has no sender or recipient of its own has those of the one before.
 *
 * @param all the pairs of this one alone, in order
 * @param sender key 4; null when there is none
 * @param recipients key 5
 * @param network key 241
 * @param text key 14
 * @param utf8 key 97
 * @param id key 429
 * @param attempt key 450
 * @param imvironment key 63
 * @param stored whether there is a mark of a stored message
 * @param ownSender whether the sender isn't that of the one before
 */
public record Said(
        List<Pair> all,
        @Nullable Pair sender,
        List<Pair> recipients,
        @Nullable Pair network,
        Pair text,
        @Nullable Pair utf8,
        @Nullable Pair id,
        @Nullable Pair attempt,
        @Nullable Pair imvironment,
        boolean stored,
        boolean ownSender) {

    private static final int LONGEST_NAME = 128;

    /**
     * The texts of a packet, in order.
     *
     * @param toMany whether several recipients get the same text
     */
    public static List<Said> in(Pairs pairs, boolean toMany) {
        List<Said> found = new ArrayList<>(1);
        Draft draft = new Draft(null);
        for (Pair pair : pairs.all()) {
            if (draft.endsBefore(pair.key(), toMany)) {
                draft.addTo(found);
                draft = new Draft(draft);
            }
            draft.take(pair);
        }
        draft.addTo(found);
        return found;
    }

    /** Whether the text is what clients send to make the other's window shake: {@code <ding>}. */
    public boolean isBuzz() {
        return text.length() < 64 && text.text().strip().equalsIgnoreCase("<ding>");
    }

    /** The IMVironment the text is said in, such as {@code doodle;106}; null for none. */
    public @Nullable String inImvironment() {
        String name = imvironment == null ? "" : YmsgText.cut(imvironment.text(), LONGEST_NAME);
        return name.isEmpty() || name.startsWith(";") ? null : name;
    }

    private static final class Draft {

        private final List<Pair> all = new ArrayList<>();
        private final @Nullable Draft before;
        private @Nullable Pair sender;
        private final List<Pair> recipients = new ArrayList<>(1);
        private @Nullable Pair network;
        private @Nullable Pair text;
        private @Nullable Pair utf8;
        private @Nullable Pair id;
        private @Nullable Pair attempt;
        private @Nullable Pair imvironment;
        private boolean stored;

        Draft(@Nullable Draft before) {
            this.before = before;
        }

        boolean endsBefore(int key, boolean toMany) {
            return switch (key) {
                case Key.STORED -> stored;
                // A sender stands before its text.
                case Key.SENDER -> sender != null || text != null;
                case Key.RECIPIENT -> !toMany && !recipients.isEmpty();
                case Key.TEXT -> text != null;
                default -> false;
            };
        }

        void take(Pair pair) {
            all.add(pair);
            switch (pair.key()) {
                case Key.STORED -> stored = true;
                case Key.SENDER -> sender = pair;
                case Key.RECIPIENT -> recipients.add(pair);
                case Key.NETWORK -> network = pair;
                case Key.TEXT -> text = pair;
                case Key.UTF8 -> utf8 = pair;
                case Key.MESSAGE_ID -> id = pair;
                case Key.ATTEMPT -> attempt = pair;
                case Key.IMVIRONMENT -> imvironment = pair;
                default -> {
                    // Belongs to it, and means nothing here.
                }
            }
        }

        void addTo(List<Said> found) {
            boolean own = sender != null || before == null;
            if (before != null) {
                inherit(before);
            }
            Pair words = text;
            if (words != null) {
                found.add(new Said(
                        List.copyOf(all),
                        sender,
                        List.copyOf(recipients),
                        network,
                        words,
                        utf8,
                        id,
                        attempt,
                        imvironment,
                        stored,
                        own));
            }
        }

        private void inherit(Draft elder) {
            if (sender == null) {
                sender = elder.sender;
                network = network == null ? elder.network : network;
            }
            if (recipients.isEmpty()) {
                recipients.addAll(elder.recipients);
            }
        }
    }
}
