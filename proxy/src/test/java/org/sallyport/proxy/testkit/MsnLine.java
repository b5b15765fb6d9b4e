package org.sallyport.proxy.testkit;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.sallyport.proxy.testkit.MsnSocket.Heard;

/**
 * A client's end of one connection: counts transactions, keeps what comes until it is asked for, and takes nothing that no
 * service would say. An answer to what was never asked, or a second one where there is but one, fails whatever waits next.
 *
 * <p>One thread uses it; a virtual thread of its own reads.
 */
final class MsnLine implements AutoCloseable {

    private static final Set<String> UNASKED = Set.of("RNG", "JOI", "BYE", "MSG", "OUT", "LSG", "LST");

    private final String name;
    private final MsnSocket socket;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final List<Heard> inbox = new ArrayList<>();

    /** What was asked, by transaction; of a message its class. */
    private final Map<Long, String> asked = new HashMap<>();

    private long last;
    private int pings;
    private @Nullable String end;

    MsnLine(String name, MsnSocket socket) {
        this.name = name;
        this.socket = socket;
        Thread.ofVirtual().name("client-" + name).start(this::read);
    }

    private void read() {
        String why = "closed";
        try {
            Heard heard;
            while ((heard = socket.read()) != null) {
                lock.lock();
                try {
                    if (!inStep(heard)) {
                        why = "out of step: " + heard.words();
                        return;
                    }
                    inbox.add(heard);
                    changed.signalAll();
                } finally {
                    lock.unlock();
                }
            }
        } catch (IOException | RuntimeException e) {
            why = e.toString();
        } finally {
            lock.lock();
            try {
                end = why;
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    private boolean inStep(Heard heard) {
        String command = heard.word(0);
        if (UNASKED.contains(command)) {
            return true;
        }
        if (command.equals("QNG")) {
            return pings-- > 0;
        }
        String what = asked.get(heard.transaction());
        if (what == null) {
            return false;
        }
        return switch (command) {
            case "ACK" -> asked.remove(heard.transaction(), "A") || asked.remove(heard.transaction(), "D");
            case "NAK" -> what.length() == 1 && !what.equals("U") && asked.remove(heard.transaction()) != null;
            // One for each who is there, before the answer itself.
            case "IRO" -> what.equals("ANS");
            // Also what a dispatch server says to whoever wants to sign on.
            case "XFR" -> (what.equals("XFR") || what.equals("USR")) && asked.remove(heard.transaction()) != null;
            default ->
                (command.equals(what) || command.matches("[0-9]{3}")) && asked.remove(heard.transaction()) != null;
        };
    }

    /** Asks something; gives its transaction. */
    long ask(String command, String rest) throws IOException {
        long transaction = next(command);
        socket.send(command + " " + transaction + (rest.isEmpty() ? "" : " " + rest));
        return transaction;
    }

    /** Says something; gives its transaction. */
    long say(String deliveryClass, String payload) throws IOException {
        long transaction = next(deliveryClass);
        socket.send("MSG " + transaction + " " + deliveryClass, payload);
        return transaction;
    }

    private long next(String what) {
        lock.lock();
        try {
            asked.put(++last, what);
            return last;
        } finally {
            lock.unlock();
        }
    }

    /** Asks whether anybody is there, and waits for the answer: all that was said before has been read then. */
    void ping() throws IOException, InterruptedException {
        lock.lock();
        try {
            pings++;
        } finally {
            lock.unlock();
        }
        socket.send("PNG");
        expect("QNG", heard -> heard.is("QNG"));
    }

    /** Leaves. */
    void out() throws IOException {
        socket.send("OUT");
    }

    /** Waits for the answer to a transaction. */
    Heard answer(long transaction, String command) throws IOException, InterruptedException {
        Heard answer = expect(
                command + " " + transaction,
                heard -> heard.transaction() == transaction
                        && (heard.is(command) || heard.word(0).matches("[0-9]{3}")));
        if (!answer.is(command)) {
            throw new MsnClient.Refused(Integer.parseInt(answer.word(0)));
        }
        return answer;
    }

    /** Waits for something and takes it out of the inbox. */
    Heard expect(String what, Predicate<Heard> wanted) throws InterruptedException {
        lock.lock();
        try {
            long left = Await.LIMIT.toNanos();
            while (true) {
                for (int i = 0; i < inbox.size(); i++) {
                    if (wanted.test(inbox.get(i))) {
                        return inbox.remove(i);
                    }
                }
                if (end != null || left <= 0) {
                    throw new AssertionError(
                            name + " waited in vain for " + what + "; connection: " + end + ", inbox: " + inbox);
                }
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Takes something out of the inbox if it is there; else null. */
    @Nullable Heard poll(Predicate<Heard> wanted) {
        lock.lock();
        try {
            for (int i = 0; i < inbox.size(); i++) {
                if (wanted.test(inbox.get(i))) {
                    return inbox.remove(i);
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** Those that wait and fit. */
    List<Heard> all(Predicate<Heard> wanted) {
        lock.lock();
        try {
            return inbox.stream().filter(wanted).toList();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for an orderly end. */
    void expectClosed() throws InterruptedException {
        lock.lock();
        try {
            long left = Await.LIMIT.toNanos();
            while (end == null && left > 0) {
                left = changed.awaitNanos(left);
            }
            if (!"closed".equals(end)) {
                throw new AssertionError(name + " expected the end; connection: " + end);
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
