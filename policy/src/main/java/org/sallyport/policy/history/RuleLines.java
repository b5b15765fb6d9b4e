package org.sallyport.policy.history;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sallyport.policy.document.YamlText;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * The lines that the rules of a document stand on, from the parser's events: only these tell the end of a rule from the
 * comments behind it. Immutable.
 *
 * @param places in the order of the document; at least one
 * @param indent how many spaces stand before each dash
 */
record RuleLines(List<RuleText.Place> places, int indent) {

    RuleLines {
        places = List.copyOf(places);
    }

    /** Empty when there are none, or not as a list with dashes. */
    static Optional<RuleLines> find(String text, List<String> lines) {
        Finder finder = new Finder(lines);
        try {
            for (Event event : new Parse(YamlText.settings(text).build()).parseString(text)) {
                finder.take(event);
            }
        } catch (YamlEngineException | StackOverflowError e) {
            return Optional.empty();
        }
        return finder.indent < 0 || finder.places.isEmpty()
                ? Optional.empty()
                : Optional.of(new RuleLines(finder.places, finder.indent));
    }

    /** Follows the events down to the items of {@code rules}. */
    private static final class Finder {

        private static final int ROOT = 1;
        private static final int RULES = 2;
        private static final int RULE = 3;

        private final List<String> lines;
        private final List<RuleText.Place> places = new ArrayList<>();
        private int indent = -1;
        private int depth;

        /** In the outermost map, whether a key comes next; and whether the value is that of {@code rules}. */
        private boolean atKey = true;

        private boolean inRules;

        /** Of the rule that is being read. */
        private boolean nameNext;

        private boolean keyNext = true;
        private String name = "";
        private int startLine;
        private int lastLine;

        Finder(List<String> lines) {
            this.lines = lines;
        }

        void take(Event event) {
            if (event instanceof NodeEvent && depth == ROOT) {
                takeTop(event);
            } else if (event instanceof NodeEvent && inRules && depth == RULES) {
                startRule(event);
            } else if (event instanceof NodeEvent && inRules && depth == RULE) {
                takeKeyOrValue(event);
            }
            if (event instanceof CollectionStartEvent) {
                depth++;
            } else if (event instanceof CollectionEndEvent) {
                depth--;
                ended(event);
            } else if (event instanceof ScalarEvent) {
                ended(event);
            }
        }

        private void takeTop(Event event) {
            if (atKey) {
                inRules =
                        event instanceof ScalarEvent scalar && scalar.getValue().equals("rules");
            } else if (inRules) {
                boolean block =
                        event instanceof SequenceStartEvent sequence && sequence.getFlowStyle() != FlowStyle.FLOW;
                indent = block ? column(event.getStartMark()) : -1;
                inRules = block;
                lastLine = line(event.getStartMark()) - 1;
            }
            atKey = !atKey;
        }

        private void startRule(Event event) {
            startLine = line(event.getStartMark());
            name = "";
            keyNext = true;
            nameNext = false;
        }

        private void takeKeyOrValue(Event event) {
            if (keyNext) {
                nameNext =
                        event instanceof ScalarEvent scalar && scalar.getValue().equals("name");
            } else if (nameNext && event instanceof ScalarEvent scalar) {
                name = scalar.getValue();
            }
            keyNext = !keyNext;
        }

        /** Something has ended; the end of a block is only where the next thing begins, so that it is not looked at. */
        private void ended(Event event) {
            if (event instanceof CollectionEndEvent && depth < RULES) {
                inRules = false;
            }
            if (!inRules || depth < RULES) {
                return;
            }
            Optional<Mark> end = event.getEndMark();
            boolean exact = event instanceof ScalarEvent || endsWithBracket(event);
            if (exact && end.isPresent()) {
                lastLine = lastContent(line(end), column(end));
            }
            if (depth == RULES) {
                addRule();
            }
        }

        private boolean endsWithBracket(Event event) {
            Optional<Mark> start = event.getStartMark();
            Optional<Mark> end = event.getEndMark();
            return start.isPresent()
                    && end.isPresent()
                    && end.get().getIndex() > start.get().getIndex();
        }

        /** Block scalars end at the beginning of a later line: back to the last one that has anything on it. */
        private int lastContent(int line, int column) {
            int last = column == 0 ? line - 1 : line;
            while (last > startLine
                    && (last > lines.size() || lines.get(last - 1).isBlank())) {
                last--;
            }
            return last;
        }

        private void addRule() {
            int dash = startLine;
            while (dash > 1 && !hasDash(dash)) {
                dash--;
            }
            int before = places.isEmpty() ? 0 : places.getLast().lastLine();
            int first = dash;
            while (first - 1 > before && lines.get(first - 2).strip().startsWith("#")) {
                first--;
            }
            int last = Math.max(dash, lastLine);
            while (last < lines.size() && isInnerComment(lines.get(last))) {
                last++;
            }
            places.add(new RuleText.Place(name, first, dash, last));
        }

        /** Whether it is a comment further in than the dashes, and so about the rule above. */
        private boolean isInnerComment(String line) {
            String bare = line.stripLeading();
            return bare.startsWith("#") && line.length() - bare.length() > indent;
        }

        private boolean hasDash(int line) {
            String text = lines.get(line - 1);
            return text.length() > indent
                    && text.charAt(indent) == '-'
                    && text.substring(0, indent).isBlank();
        }

        private static int line(Optional<Mark> mark) {
            return mark.map(m -> m.getLine() + 1).orElse(1);
        }

        private static int column(Optional<Mark> mark) {
            return mark.map(Mark::getColumn).orElse(0);
        }
    }
}
