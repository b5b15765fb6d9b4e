package org.sallyport.protocols.oscar.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sallyport.protocols.Side.CLIENT;
import static org.sallyport.protocols.Side.SERVER;

import org.junit.jupiter.api.Test;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.Limits;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.ImEvent.ContactChange;
import org.sallyport.protocols.event.ImEvent.FileOffer;
import org.sallyport.protocols.event.ImEvent.Invite;
import org.sallyport.protocols.event.ImEvent.Lookup;
import org.sallyport.protocols.event.ImEvent.Message;
import org.sallyport.protocols.event.ImEvent.Message.Mark;
import org.sallyport.protocols.event.ImEvent.Profile;
import org.sallyport.protocols.event.ImEvent.Receipt;
import org.sallyport.protocols.event.ImEvent.Typing;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.oscar.wire.OscarNames;

/** Family 04 beyond what the captures hold, written by hand from the protocol's descriptions. */
final class IcbmReadTest {

    private static final ReadContext ALICE = Reads.as("alice");
    private static final String COOKIE = "0102030405060708 ";
    private static final String IN_FROM_BOB = COOKIE + "0001 ('Bob by') 0000 0001 0001[0010] ";

    private static String sent(int channel, String tlvs) {
        return COOKIE + "000" + channel + " ('bobby') " + tlvs;
    }

    /** A rendezvous about a capability given by its short form. */
    private static String rendezvous(String type, String capability, String tlvs) {
        return sent(2, "0005[" + type + COOKIE + "0946" + capability + "4C7F11D18222444553540000 " + tlvs + "]");
    }

    @Test
    void severalPartsOfSeveralCharsetsAreOneText() {
        String parts = "0501['x'] 0101[0000 0000 'a'] 0101[0002 0000 20AC] 0D01['?'] 0101[0003 FFFF E4]";
        Message message =
                Reads.one(Reads.read(SERVER, "0004 0007", IN_FROM_BOB + "0002[" + parts + "]", ALICE), Message.class);
        assertThat(message.text().plain()).isEqualTo("a\u20AC\u00E4");
        assertThat(message.text().html()).isFalse();
        assertThat(message.from()).isEqualTo(OscarNames.screenName("bobby"));
        assertThat(message.to()).containsExactly(OscarNames.screenName("alice"));
        assertThat(message.id()).isEqualTo("0102030405060708");
    }

    @Test
    void noSecondTextHidesBehindTheFirst() {
        String twice = "0002[0101[00000000 'one ']] 0002[0101[00000000 'two']]";
        Message message = Reads.one(Reads.read(CLIENT, "0004 0006", sent(1, twice), ALICE), Message.class);
        assertThat(message.text().plain()).isEqualTo("one two");
    }

    @Test
    void autoResponsesAndStoredMessagesAreMarked() {
        String tlvs = "0002[0101[00000000 'x']] 0004[] 0006[]";
        assertThat(Reads.one(Reads.read(SERVER, "0004 0007", IN_FROM_BOB + tlvs, ALICE), Message.class)
                        .marks())
                .containsExactlyInAnyOrder(Mark.AUTO_RESPONSE, Mark.OFFLINE);
        // From the client TLV 6 only asks the service to keep it.
        assertThat(Reads.one(Reads.read(CLIENT, "0004 0006", sent(1, tlvs), ALICE), Message.class)
                        .marks())
                .containsExactly(Mark.AUTO_RESPONSE);
    }

    @Test
    void longTextIsCutAndMarked() {
        ReadContext narrow = new ReadContext(null, OscarNames.AIM, new Limits(128 * 1024, 4096, 1024, 128), null);
        String long200 = "'" + "x".repeat(200) + "'";
        Message message = Reads.one(
                Reads.read(CLIENT, "0004 0006", sent(1, "0002[0101[00000000 " + long200 + "]]"), narrow),
                Message.class);
        assertThat(message.text().plain()).hasSize(128);
        assertThat(message.marks()).containsExactly(Mark.CUT);
        assertThat(message.from()).isNull();
    }

    @Test
    void fromTheWrongSideItIsUnclassified() {
        String tlvs = "0002[0101[00000000 'x']]";
        assertThat(Reads.read(SERVER, "0004 0006", sent(1, tlvs), ALICE)).isEqualTo(Meaning.Unclassified.INSTANCE);
        assertThat(Reads.read(CLIENT, "0004 0007", IN_FROM_BOB + tlvs, ALICE)).isEqualTo(Meaning.Unclassified.INSTANCE);
        assertThat(Reads.read(CLIENT, "0004 0006", sent(5, tlvs), ALICE)).isEqualTo(Meaning.Unclassified.INSTANCE);
        assertThat(Reads.read(CLIENT, "0004 0077", "", ALICE)).isEqualTo(Meaning.Unclassified.INSTANCE);
        assertThat(Reads.read(CLIENT, "0024 0002", "", ALICE)).isEqualTo(Meaning.Unclassified.INSTANCE);
    }

    @Test
    void aFileIsCounteredDeclinedAndCancelled() {
        String file = "000A[0001] 2711[0002 0003 00010000 'holiday\\*' 00] 000C['see <b>this</b>']";
        FileOffer offer =
                Reads.one(Reads.read(CLIENT, "0004 0006", rendezvous("0000", "1343", file), ALICE), FileOffer.class);
        assertThat(offer.files()).containsExactly(new FileInfo("holiday\\*", 65_536, 3));
        assertThat(offer.text().plain()).isEqualTo("see this");
        assertThat(Reads.one(
                                Reads.read(CLIENT, "0004 0006", rendezvous("0000", "1343", "000A[0002]"), ALICE),
                                FileOffer.class)
                        .step())
                .isEqualTo(Step.COUNTER);
        assertThat(Reads.one(
                                Reads.read(CLIENT, "0004 0006", rendezvous("0001", "1343", "000B[0001]"), ALICE),
                                FileOffer.class)
                        .step())
                .isEqualTo(Step.CANCEL);
        FileOffer refused = Reads.one(
                Reads.read(SERVER, "0004 000B", COOKIE + "0002 ('bobby') 0003 0002 0001", ALICE), FileOffer.class);
        assertThat(refused.step()).isEqualTo(Step.DECLINE);
        assertThat(refused.id()).isEqualTo("0102030405060708");
    }

    @Test
    void theCapabilitySaysWhatARendezvousIsFor() {
        assertThat(invited("1341")).isEqualTo(Feature.VOICE);
        assertThat(invited("0101")).isEqualTo(Feature.VIDEO);
        assertThat(invited("1345")).isEqualTo(Feature.DIRECT_CONNECTION);
        assertThat(invited("1346")).isEqualTo(Feature.BUDDY_ICON);
        assertThat(invited("1347")).isEqualTo(Feature.ADD_IN);
        assertThat(invited("134A")).isEqualTo(Feature.GAME);
        assertThat(invited("F004")).isEqualTo(Feature.APPLICATION_SHARING);
        FileOffer sharing =
                Reads.one(Reads.read(CLIENT, "0004 0006", rendezvous("0000", "1348", ""), ALICE), FileOffer.class);
        assertThat(sharing.feature()).isEqualTo(Feature.FILE_SHARING);
        assertThat(Reads.read(CLIENT, "0004 0006", rendezvous("0000", "BEEF", ""), ALICE))
                .isEqualTo(Meaning.Unclassified.INSTANCE);
    }

    private static Feature invited(String capability) {
        Meaning meaning = Reads.read(CLIENT, "0004 0006", rendezvous("0000", capability, "000F[]"), ALICE);
        return Reads.one(meaning, Invite.class).feature();
    }

    @Test
    void twoRendezvousBlocksAreNotGuessedAt() {
        String block = "0005[0000" + COOKIE + "094613434C7F11D18222444553540000]";
        assertThat(Reads.read(CLIENT, "0004 0006", sent(2, block + block), ALICE))
                .isEqualTo(Meaning.Unclassified.INSTANCE);
        // Nor two descriptions of a file in one.
        String file = "2711[0001 0001 00000001 'a' 00] 2711[0001 0001 00000001 'b' 00]";
        assertThat(Reads.read(CLIENT, "0004 0006", rendezvous("0000", "1343", file), ALICE))
                .isEqualTo(Meaning.Unclassified.INSTANCE);
    }

    @Test
    void anInvitationToARoomNamesIt() {
        String block = "0005[0000" + COOKIE + "748F2420628711D18222444553540000"
                + "000A[0001] 000C['join us'] 2711[0004 ('4-0-lunch') 0000]]";
        Invite invite = Reads.one(Reads.read(CLIENT, "0004 0006", sent(2, block), ALICE), Invite.class);
        assertThat(invite.feature()).isEqualTo(Feature.GROUP_CHAT);
        assertThat(invite.room()).isEqualTo("4-0-lunch");
        assertThat(invite.text().plain()).isEqualTo("join us");
    }

    @Test
    void aSentContactListIsText() {
        String list = "2711[['Friends'] 0002 ['carol'] ['dave']]";
        ContactChange sent = Reads.one(
                Reads.read(CLIENT, "0004 0006", rendezvous("0000", "134B", list), ALICE), ContactChange.class);
        assertThat(sent.action()).isEqualTo("send");
        assertThat(sent.text().plain()).contains("Friends", "carol", "dave");
    }

    private static Meaning icq(String type, String text) {
        return Reads.read(
                SERVER,
                "0004 0007",
                COOKIE + "0004 ('1234') 0000 0000 0005[D2040000 " + type + "{" + text + "}]",
                Reads.as("5678"));
    }

    @Test
    void icqTypesOnChannelFour() {
        Message text = Reads.one(icq("01 01", "'hello' 00"), Message.class);
        assertThat(text.text().plain()).isEqualTo("hello");
        assertThat(text.from()).isEqualTo(OscarNames.uin(1234));
        Message url = Reads.one(icq("04 01", "'look' FE 'http://x.test/' 00"), Message.class);
        assertThat(url.feature()).isEqualTo(Feature.URL);
        assertThat(url.text().plain()).isEqualTo("look\nhttp://x.test/");
        ContactChange ask =
                Reads.one(icq("06 01", "'Ann' FE FE FE 'a@x.test' FE '1' FE 'please' 00"), ContactChange.class);
        assertThat(ask.action()).isEqualTo("ask");
        assertThat(ask.text().plain()).contains("please");
        assertThat(Reads.one(icq("07 01", "'no' 00"), ContactChange.class).action())
                .isEqualTo("refuse");
        assertThat(Reads.one(icq("08 01", "00"), ContactChange.class).action()).isEqualTo("grant");
        assertThat(Reads.one(icq("0C 01", "00"), ContactChange.class).action()).isEqualTo("added");
        assertThat(Reads.one(icq("13 01", "'1' FE '77' FE 'carol' FE 00"), ContactChange.class)
                        .text()
                        .plain())
                .contains("77", "carol");
        assertThat(Reads.one(icq("01 03", "'auto' 00"), Message.class).marks()).containsExactly(Mark.AUTO_RESPONSE);
        assertThat(Reads.one(icq("E8 03", "00"), Lookup.class).query()).isEqualTo("away");
        assertThat(icq("1A 01", "")).isEqualTo(Meaning.Unclassified.INSTANCE);
        assertThat(icq("77 01", "")).isEqualTo(Meaning.Unclassified.INSTANCE);
    }

    private static final String RELAY_HEAD =
            "{0800 00000000000000000000000000000000 0000 03000000 00 FFFF} {FFFF 000000000000000000000000} ";

    @Test
    void icqRelayMessages() {
        String text = "2711[" + RELAY_HEAD + "01 00 0000 0100 {'gr\u00FC\u00DF' 00} 00000000 FFFFFF00]";
        Message message =
                Reads.one(Reads.read(CLIENT, "0004 0006", rendezvous("0000", "1349", text), ALICE), Message.class);
        assertThat(message.text().plain()).isEqualTo("gr\u00FC\u00DF");
        String script = "2711[" + RELAY_HEAD + "1A 00 0000 0100 {00}"
                + "{3B60B3EFD82A6C45A4E09C5A5E67E865 0800 2A000000"
                + "'Script Plug-in: Remote Notification Arrive' 000000000000000000000000000000}"
                + "08000000 04000000 '<N/>']";
        Profile xtraz =
                Reads.one(Reads.read(CLIENT, "0004 0006", rendezvous("0000", "1349", script), ALICE), Profile.class);
        assertThat(xtraz.text().source()).isEqualTo("<N/>");
    }

    @Test
    void icqRelayAnswers() {
        String ack = COOKIE + "0002 ('1234') 0003 " + RELAY_HEAD + "01 00 0000 0000 {00}";
        assertThat(Reads.one(Reads.read(SERVER, "0004 000B", ack, ALICE), Receipt.class)
                        .delivered())
                .isTrue();
        String away = COOKIE + "0002 ('1234') 0003 " + RELAY_HEAD + "E8 03 0000 0000 {'at lunch' 00}";
        Profile profile = Reads.one(Reads.read(SERVER, "0004 000B", away, ALICE), Profile.class);
        assertThat(profile.text().plain()).isEqualTo("at lunch");
        assertThat(profile.part()).isEqualTo("away");
    }

    @Test
    void errorsAndMissedMessages() {
        Receipt error = Reads.one(Reads.read(SERVER, "0004 0001", "0004 0008[000E]", ALICE), Receipt.class);
        assertThat(error.detail()).isEqualTo("error 4 subcode 14");
        assertThat(error.id()).isEqualTo("00000001");
        Receipt missed =
                Reads.one(Reads.read(SERVER, "0004 000A", "0001 ('bobby') 0000 0000 0003 0001", ALICE), Receipt.class);
        assertThat(missed.from()).isEqualTo(OscarNames.screenName("bobby"));
        assertThat(missed.detail()).isEqualTo("missed 3 reason 1");
        Receipt failed =
                Reads.one(Reads.read(CLIENT, "0004 000B", COOKIE + "0001 ('bobby') 0002", ALICE), Receipt.class);
        assertThat(failed.detail()).isEqualTo("channel 1 code 2");
    }

    @Test
    void theHostsOwnAdditionsToAnAcknowledgementAreIgnored() {
        String ack = COOKIE + "0001 ('461758769') 0009['{GUID}'] 000A[0004]";
        assertThat(Reads.one(Reads.read(SERVER, "0004 000C", ack, Reads.as("157901844")), Receipt.class)
                        .delivered())
                .isTrue();
    }

    @Test
    void allTypingStates() {
        String body = "0000000000000000 0001 ('bobby') ";
        assertThat(Reads.one(Reads.read(CLIENT, "0004 0014", body + "0000", ALICE), Typing.class)
                        .state())
                .isEqualTo(Typing.State.FINISHED);
        assertThat(Reads.one(Reads.read(CLIENT, "0004 0014", body + "0001", ALICE), Typing.class)
                        .state())
                .isEqualTo(Typing.State.PAUSED);
        assertThat(Reads.one(Reads.read(CLIENT, "0004 0014", body + "000F", ALICE), Typing.class)
                        .state())
                .isEqualTo(Typing.State.CLOSED);
        assertThat(Reads.read(CLIENT, "0004 0014", body + "0009", ALICE)).isEqualTo(Meaning.Unclassified.INSTANCE);
    }
}
