package org.sallyport.proxy.scenario;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One scenario played for one protocol. What isn't as the file says ends it with an error that names file, line, step and protocol, and
 * what came instead.
 *
 * <p>One thread, once.
 */
final class Performance {

    private final Stage stage;
    private final Scenario scenario;
    private final Wire wire;

    /** Who is signed on; also those the gateway has put out, until they are looked at. */
    private final Map<String, Player> players = new LinkedHashMap<>();

    private final List<String> ended = new ArrayList<>();
    private String version = "";

    /** The one that was looked at last. */
    private String notice = "";

    Performance(Stage stage, Scenario scenario, Wire wire) {
        this.stage = stage;
        this.scenario = scenario;
        this.wire = wire;
    }

    /** Plays it. */
    void play() throws Exception {
        at(scenario.policyLine(), () -> version = stage.inForce(scenario.policyFor(wire)));
        long before = stage.journaled();
        long escaped = stage.escaped();
        int faults = wire.faults().size();
        try {
            perform();
        } catch (Exception | AssertionError e) {
            try {
                leave();
            } catch (Exception | AssertionError more) {
                e.addSuppressed(more);
            }
            throw e;
        }
        leave();
        at(scenario.outside().line(), () -> {
            same("hears", scenario.outside().hears(), wire.heard(this::isInside));
            same("files", scenario.outside().files(), wire.files(this::isInside));
            same("escaped", scenario.outside().escaped(), Math.toIntExact(stage.escaped() - escaped));
            same(
                    "faults",
                    List.of(),
                    wire.faults().subList(faults, wire.faults().size()));
        });
        try {
            new Audit(scenario, wire, version).compare(stage.archivedAfter(before));
        } catch (Audit.Wrong e) {
            throw wrong(e.line(), e);
        }
    }

    private void perform() throws Exception {
        for (Scenario.Person person : scenario.people().values()) {
            List<String> contacts = person.contacts();
            if (contacts != null) {
                wire.keep(
                        scenario.screenName(wire, person.key()),
                        contacts.stream()
                                .map(key -> scenario.screenName(wire, key))
                                .toList());
            }
        }
        for (Step step : scenario.steps()) {
            at(step.line(), () -> take(step));
        }
        for (int round = 0; round < 2; round++) {
            // What somebody has said before the first round has come to everybody after the second.
            for (Map.Entry<String, Player> one : players.entrySet()) {
                if (!ended.contains(one.getKey())) {
                    one.getValue().settle();
                }
            }
        }
        nothingElse();
    }

    private void leave() throws Exception {
        players.values().forEach(Player::close);
        // Else their ends would be among the records of the next.
        Waiting.until("nobody is left", () -> stage.connections() == 0);
    }

    private interface Part {
        void run() throws Exception;
    }

    private void at(int line, Part part) throws Exception {
        try {
            part.run();
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception | AssertionError e) {
            throw wrong(line, e);
        }
    }

    private AssertionError wrong(int line, Throwable cause) {
        String step = scenario.steps().stream()
                .filter(one -> one.line() == line)
                .map(one -> " " + one)
                .findFirst()
                .orElse("");
        String said = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        return new AssertionError("%s:%d [%s]%s: %s".formatted(scenario.file(), line, wire.id(), step, said), cause);
    }

    private boolean isInside(String account) {
        return scenario.people().values().stream()
                .filter(person -> !person.outside())
                .anyMatch(person -> scenario.screenName(wire, person.key()).equals(account));
    }

    private void nothingElse() {
        List<String> more = new ArrayList<>();
        players.forEach((key, player) -> {
            for (Player.Sort sort : Player.Sort.values()) {
                for (Player.Seen seen = player.poll(sort); seen != null; seen = player.poll(sort)) {
                    more.add(key + " has also seen a " + sort + ": " + seen);
                }
            }
        });
        if (!more.isEmpty()) {
            throw wrong(0, new AssertionError(more.toString()));
        }
    }

    private Player player(String key) {
        Player player = players.get(key);
        if (player == null) {
            throw new AssertionError(key + " is not signed on");
        }
        return player;
    }

    private Player.Peer peer(String key) {
        return new Player.Peer(scenario.screenName(wire, key), players.get(key));
    }

    private void take(Step step) throws Exception {
        switch (step) {
            case Step.SignsOn on -> signOn(on);
            case Step.Says says -> say(says);
            case Step.Sees sees -> see(sees);
            case Step.Types types -> player(types.who()).type(peer(types.to()));
            case Step.Offers offers -> offer(offers);
            case Step.Opens opens ->
                player(opens.who())
                        .open(
                                opens.room(),
                                opens.with().stream().map(this::peer).toList());
            case Step.Joins joins -> player(joins.who()).join(joins.room(), player(joins.host()));
            case Step.Leaves leaves -> leave(leaves);
            case Step.Bound bound -> bind(bound);
            case Step.Directory directory -> {
                if (directory.up()) {
                    stage.slapd().start();
                } else {
                    stage.slapd().kill();
                }
            }
        }
    }

    private void signOn(Step.SignsOn on) throws Exception {
        Scenario.Person person = Objects.requireNonNull(scenario.people().get(on.who()));
        String user = scenario.login(on.user() == null ? on.who() : on.user());
        Wire.Way way = person.outside() ? Stage.past(wire) : stage.way(wire, on.by(), user, on.address());
        Player player;
        try {
            player = wire.signOn(way, scenario.screenName(wire, on.who()));
        } catch (Player.Refused e) {
            if (!on.refused()) {
                throw e;
            }
            return;
        }
        players.put(on.who(), player);
        if (on.refused()) {
            throw new AssertionError("the sign-on was accepted");
        }
    }

    private void say(Step.Says says) throws Exception {
        Player player = player(says.who());
        boolean waits = says.then() != Step.Then.WHATEVER;
        Player.Answer answer = says.room()
                ? player.sayIn(says.to(), says.text(), waits)
                : player.say(peer(says.to()), says.text(), waits);
        Player.@Nullable Answer wanted = switch (says.then()) {
            case ACKNOWLEDGED -> Player.Answer.ACKNOWLEDGED;
            case REFUSED -> player.refusal();
            case UNDELIVERABLE -> Player.Answer.UNDELIVERABLE;
            case WHATEVER -> null;
        };
        if (wanted != null && answer != null) {
            same("answer", wanted, answer);
        }
    }

    private void see(Step.Sees sees) throws Exception {
        Player player = player(sees.who());
        Player.Seen seen = Waiting.forThat("a " + sees.sort(), () -> player.poll(sees.sort()));
        if (sees.from() != null) {
            same("from", scenario.screenName(wire, sees.from()), seen.from());
        }
        if (sees.sort() == Player.Sort.NOTICE) {
            String part = Objects.requireNonNull(sees.text());
            notice = seen.text();
            if (!seen.text().contains(part)) {
                throw new AssertionError("notice: '" + part + "' is wanted, is '" + seen.text() + "'");
            }
        } else if (sees.text() != null) {
            same("text", sees.text(), seen.text());
        }
    }

    private void bind(Step.Bound bound) throws Exception {
        String name = scenario.screenName(wire, bound.who());
        String login = scenario.login(bound.as());
        switch (bound.how()) {
            case BY_HAND -> stage.registry().bind(wire.service(), name, login);
            case FROM_A_FILE -> stage.registry().importFile(wire.service(), name, login);
            case WITH_A_CODE -> stage.registry().register(notice, login);
        }
    }

    private void offer(Step.Offers offers) throws Exception {
        BooleanSupplier turnedDown = player(offers.who()).offer(peer(offers.to()), offers.file(), offers.bytes());
        if (offers.refused()) {
            Waiting.until("the offer is turned down", turnedDown::getAsBoolean);
        }
    }

    private void leave(Step.Leaves leaves) throws Exception {
        Player player = player(leaves.who());
        int connections = stage.connections();
        if (leaves.how() == Step.Leave.IS_DISCONNECTED) {
            player.expectEnd();
            ended.add(leaves.who());
            return;
        }
        if (leaves.how() == Step.Leave.SIGNS_OFF) {
            String name = player.name();
            boolean another = players.values().stream()
                            .filter(one -> one.name().equals(name))
                            .count()
                    > 1;
            player.signOff();
            Waiting.until("the service knows", () -> another || !wire.isOnline(name));
        }
        players.remove(leaves.who());
        player.close();
        if (!scenario.owner(leaves.who()).outside()) {
            Waiting.until("the gateway knows", () -> stage.connections() < connections);
        }
    }

    private static void same(String what, Object wanted, Object found) {
        if (!wanted.equals(found)) {
            throw new AssertionError(what + ": " + wanted + " is wanted, is " + found);
        }
    }
}
