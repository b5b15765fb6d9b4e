package org.sallyport.protocols.ymsg;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Emission;
import org.sallyport.protocols.Frame;
import org.sallyport.protocols.Ruling;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.decision.Decision;
import org.sallyport.protocols.decision.Verdict;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.ymsg.read.MessageReader;
import org.sallyport.protocols.ymsg.read.Said;
import org.sallyport.protocols.ymsg.read.Scene;
import org.sallyport.protocols.ymsg.wire.Packet;
import org.sallyport.protocols.ymsg.wire.PacketBuilder;
import org.sallyport.protocols.ymsg.wire.PacketEdit;
import org.sallyport.protocols.ymsg.wire.Pair;
import org.sallyport.protocols.ymsg.wire.Service;
import org.sallyport.protocols.ymsg.wire.Status;
import org.sallyport.protocols.ymsg.write.Messages;
import org.sallyport.protocols.ymsg.write.TextRewrite;

/**
 * What people say to each other, and what becomes of it.
 *
 * <p>A text that is stopped just doesn't go on: up to version 15 nobody waits for anything. From 16 on a text has an id (429), and
 * whoever sent it repeats it until the other side acknowledges it (FB): the gateway does so in the other's place, to the client
 * or to the service. SMS have a failure that clients show. Acknowledgements of texts that went on pass untouched, and are no event: no person sends them.
 *
 * <p>Of several stored messages in a packet only those go on that may. An IMVironment that is refused is taken off its text; it
 * is asked about once for each peer, when it comes or changes.
 *
 * <p>Confined to the connection's event loop.
 */
final class Talk implements Topic {

    private static final String NO_IMVIRONMENT = ";0";

    private static final int LONGEST_WINDOW = 512;

    private final Connection connection;
    private final Voice voice;
    private final Repeats repeats;

    /** The IMVironment last allowed with each peer. */
    private final Map<String, String> imvironments;

    /** What an event of a packet is about. */
    private record Subject(int said, boolean imvironment) {}

    Talk(Connection connection, Voice voice) {
        this.connection = connection;
        this.voice = voice;
        int most = connection.context().limits().trackedItems();
        this.repeats = new Repeats(most);
        this.imvironments = new LinkedHashMap<>() {
            @Override
            protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                return size() > most;
            }
        };
    }

    @Override
    public Finding read(Scene scene) {
        List<Said> all = MessageReader.said(scene);
        if (all.isEmpty()) {
            return wordless(scene);
        }
        if (all.size() == 1) {
            Verdict before = repeats.verdict(scene.from(), all.getFirst());
            if (before != null) {
                return again(scene, all.getFirst(), before);
            }
        }
        List<ImEvent> events = new ArrayList<>(all.size());
        List<Subject> subjects = new ArrayList<>(all.size());
        for (int i = 0; i < all.size(); i++) {
            Said said = all.get(i);
            events.add(MessageReader.message(scene, said));
            subjects.add(new Subject(i, false));
            String imvironment = said.inImvironment();
            if (imvironment != null && !imvironment.equals(imvironments.get(window(scene, said)))) {
                events.add(MessageReader.imvironment(scene, said, imvironment));
                subjects.add(new Subject(i, true));
            }
        }
        return new Finding.AsksEach(
                events, (from, frame, decisions, out) -> enforce(from, frame, events, subjects, decisions, out));
    }

    /** A failure; or nothing: over HTTP an empty one comes back as a poll's answer. */
    private static Finding wordless(Scene scene) {
        Packet packet = scene.packet();
        boolean failed = (packet.is(Service.MESSAGE) && packet.status() == Status.NOT_DELIVERED)
                || (packet.is(Service.SMS) && packet.status() == Status.ERROR);
        if (scene.byClient() || !failed) {
            return Finding.Pass.INSTANCE;
        }
        // Nobody is better off not knowing.
        return new Finding.Asks(
                MessageReader.undelivered(scene), (from, frame, ruling, out) -> out.add(Emission.Forward.INSTANCE));
    }

    private Finding again(Scene scene, Said said, Verdict verdict) {
        if (verdict instanceof Verdict.Allow) {
            return Finding.Pass.INSTANCE;
        }
        List<Emission> out = new ArrayList<>(1);
        carryOut(scene, List.of(said), List.of(verdict), List.of(false), out);
        return new Finding.Instead(out);
    }

    private void enforce(
            Side from,
            Frame frame,
            List<ImEvent> events,
            List<Subject> subjects,
            List<Decision> decisions,
            List<Emission> out) {
        Ruling ruling = Ruling.of(events, decisions);
        Packet packet = Packet.read(frame, connection.context().limits());
        if (packet != null && decisions.size() == events.size()) {
            Scene scene = new Scene(
                    from, packet, connection.account(), connection.context().limits());
            List<Said> all = MessageReader.said(scene);
            List<Verdict> verdicts = new ArrayList<>(all.size());
            List<Boolean> bare = new ArrayList<>(all.size());
            for (int i = 0; i < subjects.size(); i++) {
                Verdict verdict = decisions.get(i).verdict();
                Said said = all.get(subjects.get(i).said());
                if (!subjects.get(i).imvironment()) {
                    verdicts.add(verdict);
                    bare.add(false);
                } else if (verdict instanceof Verdict.Allow) {
                    allowed(window(scene, said), said.inImvironment());
                } else {
                    bare.set(bare.size() - 1, true);
                }
            }
            if (all.size() == 1 && !bare.getFirst()) {
                repeats.remember(from, all.getFirst(), verdicts.getFirst());
            }
            carryOut(scene, all, verdicts, bare, out);
        }
        voice.notices(ruling.notices(), out);
    }

    /** What is too long to be a name of somebody is asked about each time. */
    private void allowed(String window, @Nullable String imvironment) {
        if (imvironment != null && window.length() <= LONGEST_WINDOW) {
            imvironments.put(window, imvironment);
        }
    }

    /** A window is one with somebody: the same IMVironment with another is another matter. */
    private static String window(Scene scene, Said said) {
        ScreenName by = MessageReader.by(scene, said);
        return scene.from() + " " + (scene.byClient() ? MessageReader.to(scene, said) : by);
    }

    /**
     * @param verdicts one for each text
     * @param bare for each text, whether its IMVironment is to be taken off
     */
    private void carryOut(Scene scene, List<Said> all, List<Verdict> verdicts, List<Boolean> bare, List<Emission> out) {
        boolean untouched = verdicts.stream().allMatch(Verdict.Allow.class::isInstance) && !bare.contains(true);
        if (untouched) {
            out.add(Emission.Forward.INSTANCE);
            return;
        }
        Optional<ByteBuf> rest = edited(scene, all, verdicts, bare);
        rest.ifPresent(packet -> voice.instead(scene.from(), packet, out));
        for (int i = 0; i < all.size(); i++) {
            if (rest.isEmpty() || !goesOn(verdicts.get(i))) {
                acknowledge(scene, all.get(i), out);
                if (!(verdicts.get(i) instanceof Verdict.Drop)) {
                    fail(scene, all.get(i), out);
                }
            }
        }
    }

    /** A text message for a telephone has a failure of its own. */
    private void fail(Scene scene, Said said, List<Emission> out) {
        if (scene.byClient()
                && scene.packet().is(Service.SMS)
                && !said.recipients().isEmpty()) {
            PacketBuilder packet = voice.asService(Service.SMS, Status.ERROR);
            voice.toClient(Messages.smsFailed(packet, said.recipients().getFirst()), out);
        }
    }

    private static boolean goesOn(Verdict verdict) {
        return verdict instanceof Verdict.Allow || verdict instanceof Verdict.Rewrite;
    }

    /** What goes on of the packet; empty when nothing does, or when what may can't be told from what may not. */
    private Optional<ByteBuf> edited(Scene scene, List<Said> all, List<Verdict> verdicts, List<Boolean> bare) {
        boolean some = false;
        PacketEdit edit = PacketEdit.of(scene.packet().frame());
        for (int i = 0; i < all.size(); i++) {
            Said said = all.get(i);
            Verdict verdict = verdicts.get(i);
            if (!goesOn(verdict)) {
                if (all.stream().anyMatch(other -> !other.ownSender())) {
                    return Optional.empty();
                }
                said.all().forEach(edit::remove);
                continue;
            }
            some = true;
            if (verdict instanceof Verdict.Rewrite(String words)) {
                TextRewrite.replace(edit, said.text(), said.utf8(), words);
            }
            Pair imvironment = said.imvironment();
            if (bare.get(i) && imvironment != null) {
                edit.replace(imvironment, NO_IMVIRONMENT);
            }
        }
        return some ? edit.build(connection.context().limits()) : Optional.empty();
    }

    private void acknowledge(Scene scene, Said said, List<Emission> out) {
        Pair id = said.id();
        if (id == null) {
            return;
        }
        Pair sender = said.sender();
        ScreenName me = scene.self();
        if (!scene.byClient()) {
            if (sender != null && me != null) {
                PacketBuilder packet = voice.asClient(Service.MESSAGE_ACK, Status.OK);
                voice.toServer(Messages.acknowledging(packet, me.display(), sender, id, said.attempt()), out);
            }
            return;
        }
        if (!said.recipients().isEmpty() && me != null) {
            PacketBuilder packet = voice.asService(Service.MESSAGE_ACK, Status.NOTIFY);
            voice.toClient(
                    Messages.acknowledged(packet, said.recipients().getFirst(), me.display(), id, said.attempt()), out);
        }
    }
}
