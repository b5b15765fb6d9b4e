package org.sallyport.protocols.msnp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.Side;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.ImEvent.Message.Mark;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.msnp.wire.MsnNames;
import org.sallyport.protocols.trial.Rig;

/** What colleagues say without the service, and where. */
class ColleaguesTest {

    private static final ScreenName ALICE = name("alice");
    private static final ScreenName BOB = name("bob");
    private static final ScreenName CAROL = name("carol");

    private static ScreenName name(String who) {
        return ScreenName.of(MsnNames.MSN, who + "@example.com");
    }

    private static ImEvent.Message message(Feature feature, @Nullable String room, ScreenName from, ScreenName... to) {
        return new ImEvent.Message(Flow.INBOUND, feature, from, List.of(to), room, Text.plain("hi"), Set.of(), "1");
    }

    private static ImEvent.Message chat(ScreenName from, ScreenName... to) {
        return message(Feature.CHAT, null, from, to);
    }

    private static ImEvent.Message inRoom(String room, ScreenName from, ScreenName... to) {
        return message(Feature.GROUP_CHAT, room, from, to);
    }

    private static ImEvent.Typing typing(ImEvent.Typing.State state, ScreenName from, ScreenName... to) {
        return new ImEvent.Typing(Flow.INBOUND, from, List.of(to), state);
    }

    @Test
    void twoAreHeardWhereTheyTalk() {
        var session = Stage.withBob().session();
        assertThat(session.takes(chat(BOB, ALICE))).isTrue();
        assertThat(session.takes(typing(ImEvent.Typing.State.STARTED, BOB, ALICE)))
                .isTrue();
        assertThat(session.takes(chat(CAROL, ALICE))).isFalse();
        assertThat(session.takes(chat(BOB, CAROL))).isFalse();
        assertThat(session.takes(chat(BOB, ALICE, CAROL))).isFalse();
        assertThat(session.takes(inRoom("9f9f", BOB, ALICE, CAROL))).isFalse();
        assertThat(session.takes(typing(ImEvent.Typing.State.STARTED, CAROL, ALICE)))
                .isFalse();
    }

    /** Whoever is there besides would hear nothing, or everybody twice. */
    @Test
    void aRoomIsTheSameOneWhenTheSamePeopleAreInIt() {
        var session = Stage.withBobAndCarol().session();
        assertThat(session.takes(inRoom("9f9f", BOB, ALICE, CAROL))).isTrue();
        assertThat(session.takes(typing(ImEvent.Typing.State.STARTED, CAROL, BOB, ALICE)))
                .isTrue();
        assertThat(session.takes(inRoom("9f9e", BOB, ALICE, CAROL))).isFalse();
        assertThat(session.takes(inRoom("9f9f", BOB, ALICE))).isFalse();
        assertThat(session.takes(inRoom("9f9f", BOB, ALICE, CAROL, name("dan"))))
                .isFalse();
        assertThat(session.takes(chat(BOB, ALICE))).isFalse();
        assertThat(session.takes(typing(ImEvent.Typing.State.STARTED, BOB, ALICE)))
                .isFalse();
    }

    /** Half a text, or a picture of which there is only the fact, is no delivery. */
    @Test
    void whatCannotBeShownWholeIsNotTaken() {
        var session = Stage.withBob().session();
        for (Feature feature : List.of(Feature.EMOTICON, Feature.IMAGE, Feature.VOICE, Feature.WHITEBOARD)) {
            assertThat(session.takes(message(feature, null, BOB, ALICE)))
                    .as("%s", feature)
                    .isFalse();
        }
        assertThat(session.takes(said("hi", Set.of(Mark.CUT)))).isFalse();
        assertThat(session.takes(said("x".repeat(8_000), Set.of()))).isTrue();
        assertThat(session.takes(said("x".repeat(8_001), Set.of()))).isFalse();
        assertThat(session.takes(typing(ImEvent.Typing.State.FINISHED, BOB, ALICE)))
                .isFalse();
    }

    private static ImEvent.Message said(String words, Set<Mark> marks) {
        return new ImEvent.Message(
                Flow.INBOUND, Feature.CHAT, BOB, List.of(ALICE), null, Text.plain(words), marks, "1");
    }

    @Test
    void typingAndNudgesLookLikeTheServices() {
        Rig rig = Stage.withBob();
        rig.carryOut(Side.SERVER, null, rig.session().deliverTyping(typing(ImEvent.Typing.State.STARTED, BOB, ALICE)));
        rig.carryOut(
                Side.SERVER, null, rig.session().deliverTyping(typing(ImEvent.Typing.State.STARTED, CAROL, ALICE)));
        rig.carryOut(Side.SERVER, null, rig.session().deliver(message(Feature.NUDGE, null, BOB, ALICE)));
        String from = "C< MSG bob@example.com bob@example.com ";
        Stage.play(
                rig,
                from + "[MIME-Version: 1.0|Content-Type: text/x-msmsgscontrol|TypingUser: bob@example.com|||]\n" + from
                        + "[MIME-Version: 1.0|Content-Type: text/x-msnmsgr-datacast||ID: 1||]\n");
    }

    @Test
    void nobodyIsHeardBeforeOrAfter() {
        assertThat(Stage.signedOn(18).session().takes(chat(BOB, ALICE))).isFalse();
        assertThat(Stage.signedOn(21).session().takes(chat(BOB, ALICE))).isTrue();
        Rig rig = Stage.withBob();
        rig.carryOut(Side.SERVER, null, rig.session().disconnect(null));
        assertThat(rig.session().takes(chat(BOB, ALICE))).isFalse();
        assertThat(rig.session().deliverTyping(typing(ImEvent.Typing.State.STARTED, BOB, ALICE)))
                .isEmpty();
    }
}
