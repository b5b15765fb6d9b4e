package org.sallyport.ui.page;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.sallyport.archive.search.Hit;

/**
 * One end of an event, by the name people know.
 *
 * @param name the person's name, or the screen name when it was nobody's here
 * @param screenName the screen name; null when {@code name} is it already
 * @param here whether the person is one of ours
 * @param initial one character for the round picture
 * @param tone 0 to 5: the same for the same name, so that people are told apart by colour too
 */
public record PartyView(String name, @Nullable String screenName, boolean here, String initial, int tone) {

    private static final int TONES = 6;

    static PartyView of(Hit.Party party) {
        String screenName = Visible.line(party.screenName());
        String person = party.person() == null ? null : Visible.line(party.person());
        String name = person == null ? screenName : person;
        int tone = Math.floorMod(
                party.screenName().toLowerCase(Locale.ROOT).replace(" ", "").hashCode(), TONES);
        return new PartyView(name, person == null ? null : screenName, party.login() != null, initial(name), tone);
    }

    private static String initial(String name) {
        return name.codePoints()
                .filter(Character::isLetterOrDigit)
                .mapToObj(c -> Character.toString(c).toUpperCase(Locale.ROOT))
                .findFirst()
                .orElse("?");
    }
}
