package org.sallyport.protocols.rvp.read;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.sallyport.protocols.Feature;
import org.sallyport.protocols.ScreenName;
import org.sallyport.protocols.event.FileInfo;
import org.sallyport.protocols.event.ImEvent;
import org.sallyport.protocols.event.Step;
import org.sallyport.protocols.event.Text;
import org.sallyport.protocols.web.MimeText;

/**
 * {@code text/x-msmsgsinvite}: {@code Name: value} lines (the behaviour of Miranda's RVP plugin and of MSN clients, which
 * invite alike). Only INVITE says what to; the steps that follow have its cookie, and whether they are about a file is told by
 * the keys that only files need. What they are about beyond that, {@code Invitations} of the session knows.
 */
final class InvitationReader {

    private static final int LONGEST_COOKIE = 64;
    private static final int LONGEST_NAME = 255;

    private static final Map<String, Feature> APPLICATIONS = Map.of(
            "{5D3E02AB-6190-11D3-BBBB-00C04F795683}", Feature.FILE_TRANSFER,
            "{44BBA842-CC51-11CF-AAFA-00AA00B6015C}", Feature.APPLICATION_SHARING,
            "{F1B1920C-6A3C-4CE7-B18C-AFAB305FD03D}", Feature.APPLICATION_SHARING,
            "{56B994A7-380F-410B-9985-C809D78C1BDC}", Feature.REMOTE_ASSISTANCE,
            "{703EA1A8-D73E-43E3-852C-EE85B5D872C2}", Feature.REMOTE_ASSISTANCE,
            "{02D3C01F-BF30-4825-A83A-DE7AF41648AA}", Feature.VOICE,
            "{2A23868E-B45F-401D-B8B0-1E16B774A5B7}", Feature.VIDEO,
            "{1DF57D09-637A-4CA5-91B9-2C3EDAAF62FE}", Feature.WHITEBOARD,
            "{8DAE4336-2B71-11D4-9A6C-006067325E47}", Feature.GAME);

    private InvitationReader() {}

    static Meaning read(MimeText mime, @Nullable ScreenName from, List<ScreenName> to, View view, int length) {
        MimeText fields = MimeText.read(mime.body());
        if (fields == null
                || fields.repeats("Application-GUID")
                || fields.repeats("Invitation-Command")
                || fields.repeats("Invitation-Cookie")) {
            return new Meaning.Broken("an invitation that can't be read");
        }
        String cookie = cut(fields.value("Invitation-Cookie"), LONGEST_COOKIE);
        Step step = step(fields);
        if (step == null) {
            return new Meaning.Events(view.unclassified(from, "NOTIFY/invite", length));
        }
        Feature feature = feature(fields, step);
        if (feature != Feature.FILE_TRANSFER) {
            return new Meaning.Events(
                    new ImEvent.Invite(view.flow(), feature, step, from, to, null, Text.EMPTY, cookie));
        }
        String name = fields.first("Application-File");
        List<FileInfo> files =
                name == null ? List.of() : List.of(new FileInfo(cut(name, LONGEST_NAME), size(fields), 1));
        return new Meaning.Events(
                new ImEvent.FileOffer(view.flow(), feature, step, from, to, files, Text.EMPTY, cookie));
    }

    private static @Nullable Step step(MimeText fields) {
        return switch (fields.value("Invitation-Command").toUpperCase(Locale.ROOT)) {
            case "INVITE" -> Step.PROPOSE;
            case "ACCEPT" -> Step.ACCEPT;
            case "CANCEL" ->
                fields.value("Cancel-Code").toUpperCase(Locale.ROOT).startsWith("REJECT") ? Step.DECLINE : Step.CANCEL;
            default -> null;
        };
    }

    private static Feature feature(MimeText fields, Step step) {
        String application = fields.first("Application-GUID");
        if (application != null) {
            return APPLICATIONS.getOrDefault(application.toUpperCase(Locale.ROOT), Feature.ADD_IN);
        }
        boolean file =
                fields.first("Application-File") != null || fields.first("AuthCookie") != null && step == Step.ACCEPT;
        return file ? Feature.FILE_TRANSFER : Feature.ADD_IN;
    }

    private static long size(MimeText fields) {
        String size = fields.value("Application-FileSize");
        boolean number = !size.isEmpty() && size.length() <= 18 && size.chars().allMatch(c -> c >= '0' && c <= '9');
        return number ? Long.parseLong(size) : -1;
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}
