package org.sallyport.protocols.msnp.deal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.Flow;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.msnp.mime.Fields;
import org.sallyport.protocols.msnp.p2p.Context;
import org.sallyport.protocols.msnp.p2p.Slp;

/**
 * What an invitation is for.
 *
 * <p>Sources of the GUIDs: hypothetic.org's description, aMSN, Miranda, MSNPSharp, and Microsoft's documentation of Remote
 * Assistance.
 *
 * @param features in the vocabulary of rules; two for a call with sound and picture
 * @param files what is offered
 * @param words the name of the application, where the invitation says one
 */
record Subject(List<Feature> features, List<FileInfo> files, Text words) {

    static final String FILE = "5D3E02AB-6190-11D3-BBBB-00C04F795683";

    private static final String OBJECT = "A4268EEC-FEC5-49E5-95C3-F126696BDBF6";
    private static final String ACTIVITY = "6A13AF9C-5308-4F35-923A-67E8DDA40C2F";
    private static final String CALL = "02D3C01F-BF30-4825-A83A-DE7AF41648AA";

    /** What is kept of many offers at once is short; so are names of files and applications. */
    private static final int LONGEST_WORDS = 1_024;

    private static final int OBJECT_EMOTICON = 2;
    private static final int OBJECT_PICTURE = 3;
    private static final int OBJECT_BACKGROUND = 5;
    private static final int OBJECT_DYNAMIC_PICTURE = 7;
    private static final int OBJECT_WINK = 8;
    private static final int OBJECT_VOICE_CLIP = 11;
    private static final int OBJECT_LOCATION = 14;

    private static final Map<String, Feature> APPLICATIONS = Map.of(
            FILE,
            Feature.FILE_TRANSFER,
            CALL,
            Feature.VOICE,
            "44BBA842-CC51-11CF-AAFA-00AA00B6015C",
            Feature.APPLICATION_SHARING,
            "F1B1920C-6A3C-4CE7-B18C-AFAB305FD03D",
            Feature.APPLICATION_SHARING,
            "56B994A7-380F-410B-9985-C809D78C1BDC",
            Feature.REMOTE_ASSISTANCE,
            "703EA1A8-D73E-43E3-852C-EE85B5D872C2",
            Feature.REMOTE_ASSISTANCE,
            "1DF57D09-637A-4CA5-91B9-2C3EDAAF62FE",
            Feature.WHITEBOARD,
            "2A23868E-B45F-401D-B8B0-1E16B774A5B7",
            Feature.VIDEO,
            "8DAE4336-2B71-11D4-9A6C-006067325E47",
            Feature.GAME,
            "41FD0FA-2942-4DC4-B4C5-73D2C55F4C94",
            Feature.GAME);

    private static final Map<String, Feature> CALLS = Map.of(
            FILE,
            Feature.FILE_TRANSFER,
            "4BD96FC0-AB17-4425-A14A-439185962DC8",
            Feature.VIDEO,
            "1C9AA97E-9C05-4583-A3BD-908A196F1E92",
            Feature.VIDEO,
            ACTIVITY,
            Feature.GAME,
            "41D3E74E-04A2-4B37-96F8-08ACDB610874",
            Feature.FILE_SHARING);

    Subject {
        features = List.copyOf(features);
        files = List.copyOf(files);
    }

    private Subject(Feature feature) {
        this(List.of(feature), List.of(), Text.EMPTY);
    }

    /** A direct connection, whatever for. */
    static Subject direct() {
        return new Subject(Feature.DIRECT_CONNECTION);
    }

    /** A file nobody knows more of. */
    static Subject anyFile() {
        return new Subject(Feature.FILE_TRANSFER);
    }

    /** Of an invitation's text. An application nobody knows is an add-in. */
    static Subject ofInvitation(Fields invitation, int mostCharacters) {
        String guid = guid(invitation.get("Application-GUID"));
        Text words = Text.plain(cut(invitation.get("Application-Name"), mostCharacters));
        String file = invitation.first("Application-File");
        if (guid.equals(FILE) || (file != null && !APPLICATIONS.containsKey(guid))) {
            FileInfo info = new FileInfo(
                    cut(file == null ? "" : file, mostCharacters), size(invitation.get("Application-FileSize")), 1);
            return new Subject(List.of(Feature.FILE_TRANSFER), List.of(info), Text.EMPTY);
        }
        List<Feature> features = new ArrayList<>(2);
        features.add(APPLICATIONS.getOrDefault(guid, Feature.ADD_IN));
        if (guid.equals(CALL)
                && invitation.get("Context-Data").toUpperCase(Locale.ROOT).contains("SIP_V")) {
            features.add(Feature.VIDEO);
        }
        return new Subject(features, List.of(), words);
    }

    /** Of the body of an SLP invitation. What nobody knows is an add-in. */
    static Subject ofCall(Fields body, int mostCharacters) {
        String guid = guid(body.get("EUF-GUID"));
        String context = body.get("Context");
        if (guid.equals(FILE)) {
            FileInfo info = Context.file(context);
            return new Subject(List.of(Feature.FILE_TRANSFER), info == null ? List.of() : List.of(info), Text.EMPTY);
        }
        if (guid.equals(OBJECT)) {
            return new Subject(object(context));
        }
        Text words = guid.equals(ACTIVITY) ? Text.plain(cut(Context.activity(context), mostCharacters)) : Text.EMPTY;
        return new Subject(List.of(CALLS.getOrDefault(guid, Feature.ADD_IN)), List.of(), words);
    }

    private static Feature object(String context) {
        return switch (Context.objectType(context).orElse(0)) {
            case OBJECT_EMOTICON, OBJECT_WINK -> Feature.EMOTICON;
            case OBJECT_PICTURE, OBJECT_DYNAMIC_PICTURE, OBJECT_LOCATION -> Feature.BUDDY_ICON;
            case OBJECT_VOICE_CLIP -> Feature.VOICE;
            case OBJECT_BACKGROUND -> Feature.IMAGE;
            // Whatever it is, the client shows it.
            default -> Feature.IMAGE;
        };
    }

    /** What happened, one event for each feature. Only the proposal says what it is about; the steps after have its id. */
    List<ImEvent> events(Parties parties, Step step, String id) {
        Flow flow = Flow.from(parties.side());
        boolean proposal = step == Step.PROPOSE;
        return features.stream()
                .<ImEvent>map(feature -> switch (feature) {
                    case FILE_TRANSFER, FILE_SHARING ->
                        new ImEvent.FileOffer(
                                flow,
                                feature,
                                step,
                                parties.from(),
                                parties.to(),
                                proposal ? files : List.of(),
                                proposal ? words : Text.EMPTY,
                                id);
                    default ->
                        new ImEvent.Invite(
                                flow,
                                feature,
                                step,
                                parties.from(),
                                parties.to(),
                                null,
                                proposal ? words : Text.EMPTY,
                                id);
                })
                .toList();
    }

    /** The bytes of the file that an invitation offers; null when it offers none. */
    @Nullable FileStream stream(Parties parties, Slp.Head invitation) {
        if (!features.contains(Feature.FILE_TRANSFER)) {
            return null;
        }
        ImEvent.FileOffer begins = new ImEvent.FileOffer(
                Flow.from(parties.side()),
                Feature.FILE_TRANSFER,
                Step.BEGIN,
                parties.from(),
                parties.to(),
                files,
                words,
                invitation.callId());
        return new FileStream(begins, invitation, parties.side());
    }

    private static String guid(String written) {
        return written.replace("{", "").replace("}", "").strip().toUpperCase(Locale.ROOT);
    }

    private static long size(String written) {
        try {
            return Math.max(-1, Long.parseLong(written));
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static String cut(String text, int most) {
        int end = Math.min(most, LONGEST_WORDS);
        return text.length() <= end ? text : text.substring(0, end);
    }
}
