package org.sallyport.policy.identity.binding;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.Person;
import org.sallyport.policy.identity.PersonFinder;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.ServiceId;

/**
 * Bindings as comma-separated values, for spreadsheets: the columns {@code service}, {@code screen-name}, {@code login} and, if
 * wanted, {@code reason}, in any order, named by the first line.
 *
 * <p>Safe for any thread. Blocks on the directory, which is asked once for each login, and on the disk. <b>Bounds:</b>
 * {@link #LARGEST_FILE} bytes and {@link BindingStore#MOST_AT_ONCE} lines. <b>Bad input</b> is told line by line; nothing of it
 * is imported unless asked for.
 */
public final class BindingsCsv {

    /** The largest file that is read. */
    public static final int LARGEST_FILE = 8 << 20;

    private static final String SERVICE = "service";
    private static final String NAME = "screen-name";
    private static final String LOGIN = "login";
    private static final String REASON = "reason";

    private final Bindings bindings;
    private final PersonFinder people;
    private final NameReader names;

    /** What is done with a file. */
    public enum Mode {
        /** Nothing: it is only looked at. */
        DRY_RUN,
        /** All of it, or nothing when a line is wrong. */
        ALL_OR_NOTHING,
        /** The lines that are right. */
        WHAT_IS_RIGHT
    }

    /** What is true of a line. */
    public enum Kind {
        /** The name becomes the person's. */
        NEW,
        /** It is the person's already. */
        SAME,
        /** It is another's: an administrator has to settle it. */
        DISPUTED,
        /** It can't be imported; {@link Line#why} says why. */
        WRONG
    }

    /**
     * One line of a file.
     *
     * @param number its number, from 1
     * @param service as it is written
     * @param name as it is written
     * @param login as it is written
     * @param kind what is true of it
     * @param why what is wrong with it, for whoever made the file; empty when nothing is
     */
    public record Line(int number, String service, String name, String login, Kind kind, String why) {}

    /**
     * What came of a file.
     *
     * @param lines one for each line but the first; a file that can't be read ends with the line that says why
     * @param written whether anything of it was imported
     * @param failure why nothing was written though it should have been; empty otherwise
     */
    public record Report(List<Line> lines, boolean written, String failure) {
        public Report {
            lines = List.copyOf(lines);
        }

        /** How many lines are so. */
        public long count(Kind kind) {
            return lines.stream().filter(line -> line.kind() == kind).count();
        }
    }

    private record Wanted(int line, String service, String name, String login, String reason) {
        Line as(Kind kind, String why) {
            return new Line(line, service, name, login, kind, why);
        }
    }

    /**
     * @param bindings what is imported into and exported from
     * @param people who knows the logins
     * @param names how services compare names
     */
    public BindingsCsv(Bindings bindings, PersonFinder people, NameReader names) {
        this.bindings = bindings;
        this.people = people;
        this.names = names;
    }

    /**
     * Reads a file and imports it, if that is wanted. Names of others are disputed, not taken away; that is not wrong.
     *
     * @param file UTF-8, with or without a byte order mark
     * @param by who does it, by login
     * @param reason why, for lines that don't say themselves
     */
    public Report read(byte[] file, Mode mode, String by, String reason) {
        if (file.length > LARGEST_FILE) {
            return flawed(1, "the file is longer than " + LARGEST_FILE + " bytes");
        }
        CsvTable table = CsvTable.read(file, BindingStore.MOST_AT_ONCE + 1);
        if (table.rows().isEmpty()) {
            CsvTable.Flaw flaw = table.flaw();
            return flaw == null ? flawed(1, "the file is empty") : flawed(flaw.line(), flaw.why());
        }
        Map<String, Integer> columns = new HashMap<>();
        CsvTable.Row head = table.rows().getFirst();
        for (int i = 0; i < head.cells().size(); i++) {
            columns.putIfAbsent(head.cells().get(i).strip().toLowerCase(Locale.ROOT), i);
        }
        for (String needed : List.of(SERVICE, NAME, LOGIN)) {
            if (!columns.containsKey(needed)) {
                return flawed(head.line(), "the first line must name the columns service, screen-name and login");
            }
        }
        return read(table, columns, mode, by, reason);
    }

    private Report read(CsvTable table, Map<String, Integer> columns, Mode mode, String by, String reason) {
        List<Line> lines = new ArrayList<>();
        List<Bindings.Claim> claims = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        Look look = new Look(by, reason);
        for (CsvTable.Row row : table.rows().subList(1, table.rows().size())) {
            Wanted wanted = new Wanted(
                    row.line(),
                    cell(row, columns.get(SERVICE)).strip(),
                    cell(row, columns.get(NAME)),
                    cell(row, columns.get(LOGIN)).strip(),
                    cell(row, columns.get(REASON)));
            Line line = look.at(wanted);
            if (line.kind() == Kind.NEW || line.kind() == Kind.DISPUTED) {
                places.add(lines.size());
                claims.add(look.claim());
            }
            lines.add(line);
        }
        CsvTable.Flaw flaw = table.flaw();
        if (flaw != null) {
            lines.add(new Line(flaw.line(), "", "", "", Kind.WRONG, flaw.why()));
        }
        boolean wrong = lines.stream().anyMatch(line -> line.kind() == Kind.WRONG);
        if (mode == Mode.DRY_RUN || claims.isEmpty() || (mode == Mode.ALL_OR_NOTHING && wrong)) {
            return new Report(lines, false, "");
        }
        return write(lines, claims, places);
    }

    private Report write(List<Line> lines, List<Bindings.Claim> claims, List<Integer> places) {
        List<Bindings.Outcome> outcomes = bindings.bindAll(claims);
        String failure = "";
        boolean written = false;
        for (int i = 0; i < outcomes.size(); i++) {
            int place = places.get(i);
            Line before = lines.get(place);
            switch (outcomes.get(i)) {
                case Bindings.Outcome.Done done -> written = true;
                case Bindings.Outcome.Unchanged same -> lines.set(place, as(before, Kind.SAME, ""));
                case Bindings.Outcome.Disputed disputed -> {
                    written = true;
                    lines.set(place, as(before, Kind.DISPUTED, ""));
                }
                case Bindings.Outcome.Refused refused -> lines.set(place, as(before, Kind.WRONG, refused.why()));
                case Bindings.Outcome.Failed failed -> failure = failed.cause();
            }
        }
        return new Report(lines, written && failure.isEmpty(), failure);
    }

    private static Line as(Line line, Kind kind, String why) {
        return new Line(line.number(), line.service(), line.name(), line.login(), kind, why);
    }

    private static String cell(CsvTable.Row row, @Nullable Integer column) {
        return column == null || column >= row.cells().size()
                ? ""
                : SpreadsheetCell.read(row.cells().get(column));
    }

    private static Report flawed(int line, String why) {
        return new Report(List.of(new Line(line, "", "", "", Kind.WRONG, why)), false, "");
    }

    /** Looks at one line after the other, and remembers what it needs for those to come. */
    private final class Look {

        private final String by;
        private final String reason;
        private final Map<String, Identity> logins = new HashMap<>();
        private final Map<ScreenName, String> owners = new HashMap<>();
        private Bindings.@Nullable Claim claim;
        private @Nullable String unavailable;

        Look(String by, String reason) {
            this.by = by;
            this.reason = reason;
        }

        /** The claim of the line that was looked at last. */
        Bindings.Claim claim() {
            if (claim == null) {
                throw new IllegalStateException("nothing is claimed by this line");
            }
            return claim;
        }

        Line at(Wanted wanted) {
            Optional<ScreenName> name = name(wanted);
            if (name.isEmpty()) {
                return wanted.as(Kind.WRONG, "there is no such service, or it has no such names");
            }
            if (wanted.name().isBlank() || wanted.name().length() > Bindings.LONGEST_NAME) {
                return wanted.as(Kind.WRONG, "a screen name has 1 to " + Bindings.LONGEST_NAME + " characters");
            }
            if (wanted.name().chars().anyMatch(Character::isISOControl)) {
                return wanted.as(Kind.WRONG, "a screen name has no control characters");
            }
            if (wanted.reason().length() > Bindings.LONGEST_REASON) {
                return wanted.as(Kind.WRONG, "a reason has at most " + Bindings.LONGEST_REASON + " characters");
            }
            return switch (person(wanted.login())) {
                case Identity.Known known -> at(wanted, name.get(), known.person());
                case Identity.Unregistered nobody -> wanted.as(Kind.WRONG, "nobody has this login");
                case Identity.Unavailable none ->
                    wanted.as(Kind.WRONG, "the directory does not answer: " + none.cause());
            };
        }

        private Line at(Wanted wanted, ScreenName name, Person person) {
            String why = wanted.reason().isBlank() ? reason : wanted.reason().strip();
            claim = new Bindings.Claim(name, person, Binding.Source.CSV, by, why);
            String owner = owners.get(name);
            if (owner == null) {
                Binding binding = bindings.find(name);
                owner = binding == null ? person.id() : binding.person();
                owners.put(name, owner);
                if (binding == null) {
                    return wanted.as(Kind.NEW, "");
                }
            } else if (!owner.equals(person.id()) && bindings.find(name) == null) {
                return wanted.as(Kind.WRONG, "an earlier line gives the name to somebody else");
            }
            return wanted.as(owner.equals(person.id()) ? Kind.SAME : Kind.DISPUTED, "");
        }

        private Optional<ScreenName> name(Wanted wanted) {
            try {
                return names.read(new ServiceId(wanted.service().toLowerCase(Locale.ROOT)), wanted.name());
            } catch (IllegalArgumentException e) {
                return Optional.empty();
            }
        }

        /** Once the directory does not answer it isn't asked again: twenty thousand waits are a long time. */
        private Identity person(String login) {
            if (login.isEmpty()) {
                return Identity.Unregistered.INSTANCE;
            }
            if (unavailable != null) {
                return logins.getOrDefault(login, new Identity.Unavailable(unavailable));
            }
            Identity found = logins.computeIfAbsent(login, people::byLogin);
            if (found instanceof Identity.Unavailable none) {
                unavailable = none.cause();
            }
            return found;
        }
    }

    /**
     * Writes what fits a filter, with a head, lines that end with CR and LF as RFC 4180 has it, and no byte order mark. No cell
     * is taken for a formula by a spreadsheet.
     *
     * @throws IOException when {@code out} does
     */
    public void write(Bindings.Filter filter, Appendable out) throws IOException {
        out.append("service,screen-name,login,reason\r\n");
        int offset = 0;
        while (true) {
            Bindings.Page page = bindings.list(filter, offset, Bindings.LARGEST_PAGE);
            for (Binding binding : page.bindings()) {
                out.append(binding.name().service().value())
                        .append(',')
                        .append(SpreadsheetCell.write(binding.name().display()))
                        .append(',')
                        .append(SpreadsheetCell.write(binding.login()))
                        .append(',')
                        .append(SpreadsheetCell.write(binding.reason()))
                        .append("\r\n");
            }
            offset += page.bindings().size();
            if (page.bindings().isEmpty() || offset >= page.total()) {
                return;
            }
        }
    }
}
