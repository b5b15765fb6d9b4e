package org.sallyport.policy.identity.binding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.policy.identity.binding.BindingStoreTest.aim;
import static org.sallyport.policy.identity.binding.BindingStoreTest.bound;
import static org.sallyport.policy.identity.binding.BindingStoreTest.claim;
import static org.sallyport.policy.identity.binding.BindingStoreTest.person;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sallyport.policy.identity.Identity;
import org.sallyport.policy.identity.PersonFinder;
import org.sallyport.policy.identity.binding.BindingsCsv.Kind;
import org.sallyport.policy.identity.binding.BindingsCsv.Line;
import org.sallyport.policy.identity.binding.BindingsCsv.Mode;
import org.sallyport.policy.identity.binding.BindingsCsv.Report;
import org.sallyport.protocols.ScreenName;

class BindingsCsvTest {

    private static final List<String> LOGINS = List.of("alice", "bob", "=cmd");

    @TempDir
    Path folder;

    private BindingStore store;
    private BindingsCsv csv;
    private int asked;
    private boolean down;

    private final PersonFinder people = new PersonFinder() {
        @Override
        public Identity byLogin(String login) {
            asked++;
            if (down) {
                return new Identity.Unavailable("cut off");
            }
            return LOGINS.contains(login) ? new Identity.Known(person(login)) : Identity.Unregistered.INSTANCE;
        }

        @Override
        public Identity byId(String id) {
            throw new AssertionError("nobody is looked for by id");
        }
    };

    @BeforeEach
    void open() throws Exception {
        store = BindingStore.open(folder, InstantSource.system());
        csv = new BindingsCsv(
                store,
                people,
                (service, typed) -> service.value().equals("aim")
                        ? Optional.of(
                                new ScreenName(service, typed.replace(" ", "").toLowerCase(Locale.ROOT), typed))
                        : Optional.empty());
    }

    @AfterEach
    void close() throws Exception {
        store.close();
    }

    private Report read(Mode mode, String... lines) {
        return csv.read(String.join("\n", lines).getBytes(StandardCharsets.UTF_8), mode, "root", "imported");
    }

    @Test
    void eachLineIsToldWhatItIs() {
        store.bind(claim("hers", person("alice")));
        Report report = read(
                Mode.DRY_RUN,
                "\uFEFFService,Screen-Name,Login,Reason",
                "aim,New One,alice,hello",
                "aim,hers,alice",
                "aim,hers,bob",
                "",
                "icq,1234,alice",
                "nó,x,alice",
                "aim,new one,bob",
                "aim,two,nobody",
                "aim,,alice",
                "aim,\"two\nlines\",alice",
                "aim,last,bob");
        assertThat(report.written()).isFalse();
        assertThat(report.lines()).extracting(Line::number).containsExactly(2, 3, 4, 6, 7, 8, 9, 10, 11, 13);
        assertThat(report.lines())
                .extracting(Line::kind)
                .containsExactly(
                        Kind.NEW,
                        Kind.SAME,
                        Kind.DISPUTED,
                        Kind.WRONG,
                        Kind.WRONG,
                        Kind.WRONG,
                        Kind.WRONG,
                        Kind.WRONG,
                        Kind.WRONG,
                        Kind.NEW);
        assertThat(report.lines().get(5).why()).contains("earlier line");
        assertThat(report.lines().get(6).why()).contains("nobody has this login");
        assertThat(asked).as("each login once").isEqualTo(3);
        assertThat(store.list(Bindings.Filter.ALL, 0, 10).total()).isEqualTo(1);
        assertThat(store.conflicts()).isEmpty();
    }

    @Test
    void nothingIsImportedByHalvesUnlessAskedFor() {
        String[] file = {"login;service;screen-name", "alice;aim;One", "nobody;aim;Two", "bob;aim;Three"};
        Report refused = read(Mode.ALL_OR_NOTHING, file);
        assertThat(refused.written()).isFalse();
        assertThat(store.list(Bindings.Filter.ALL, 0, 10).total()).isZero();
        Report some = read(Mode.WHAT_IS_RIGHT, file);
        assertThat(some.written()).isTrue();
        assertThat(some.count(Kind.WRONG)).isEqualTo(1);
        assertThat(bound(store, "one").source()).isEqualTo(Binding.Source.CSV);
        assertThat(bound(store, "one").reason()).isEqualTo("imported");
        assertThat(bound(store, "three").login()).isEqualTo("bob");
    }

    @Test
    void aDirectoryThatIsDownIsAskedOnceAndNobodyIsTakenForNobody() {
        down = true;
        Report report = read(Mode.WHAT_IS_RIGHT, "service,screen-name,login", "aim,one,alice", "aim,two,bob");
        assertThat(report.lines()).allSatisfy(line -> assertThat(line.why()).contains("does not answer"));
        assertThat(asked).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "service,login\naim,alice",
                "service,screen-name,login\naim,\"one,alice",
                "service,screen-name,login\naim,\"one\"x,alice"
            })
    void whatCanNotBeReadIsSaidWithItsLine(String text) {
        Report report = csv.read(text.getBytes(StandardCharsets.UTF_8), Mode.ALL_OR_NOTHING, "root", "");
        assertThat(report.written()).isFalse();
        assertThat(report.lines()).singleElement().satisfies(line -> {
            assertThat(line.kind()).isEqualTo(Kind.WRONG);
            assertThat(line.why()).isNotEmpty();
            assertThat(line.number()).isEqualTo(text.contains("\"") ? 2 : 1);
        });
    }

    @Test
    void anotherEncodingIsNotGuessedAt() {
        byte[] latin = "service,screen-name,login\naim,J\u00fcrgen,alice".getBytes(StandardCharsets.ISO_8859_1);
        Report report = csv.read(latin, Mode.ALL_OR_NOTHING, "root", "");
        assertThat(report.lines().getFirst().why()).contains("UTF-8");
    }

    @Test
    void whatIsExportedIsNoFormulaAndComesBackAsItWas() throws Exception {
        List<String> names =
                List.of("=1+1", "+49", "-x", "@sum", "'=quoted", "'plain", "a,b", "a\"b", "\uFF1D1", "plain", "''=x");
        for (String name : names) {
            store.bind(claim(name, person("=cmd")));
        }
        StringBuilder out = new StringBuilder();
        csv.write(Bindings.Filter.ALL, out);
        for (String line : out.toString().split("\r\n")) {
            for (String cell : line.split(",")) {
                String bare = cell.startsWith("\"") ? cell.substring(1) : cell;
                assertThat(bare).doesNotStartWith("=").doesNotStartWith("+").doesNotStartWith("-");
                assertThat(bare).doesNotStartWith("@").doesNotStartWith("\uFF1D");
            }
        }
        Report back = read(Mode.DRY_RUN, out.toString());
        assertThat(back.lines())
                .hasSize(names.size())
                .allSatisfy(line -> assertThat(line.kind()).as(line.toString()).isEqualTo(Kind.SAME));
    }
}
