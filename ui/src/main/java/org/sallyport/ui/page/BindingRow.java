package org.sallyport.ui.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import org.sallyport.policy.identity.binding.Binding;
import org.sallyport.protocols.ScreenName;

/**
 * A name that is somebody's.
 *
 * @param name the screen name
 * @param nameRaw the same as it is compared, for forms
 * @param service the service's name
 * @param serviceId its id, for forms
 * @param login whose it is
 * @param source how it came about
 * @param by who bound it
 * @param reason why; may be empty
 * @param namePath where the name's history is
 * @param personPath where the person's names are
 */
public record BindingRow(
        String name,
        String nameRaw,
        String service,
        String serviceId,
        String login,
        String source,
        When since,
        String by,
        String reason,
        String namePath,
        String personPath) {

    public static BindingRow of(Binding binding, ZoneId zone) {
        return new BindingRow(
                Visible.line(binding.name().display()),
                binding.name().normalized(),
                Names.service(binding.name().service().value()),
                binding.name().service().value(),
                Visible.line(binding.login()),
                source(binding.source()),
                When.of(binding.since(), zone),
                Visible.line(binding.by()),
                Visible.text(binding.reason()),
                namePath(binding.name()),
                personPath(binding.person()));
    }

    /** How a binding came about, for people. */
    public static String source(Binding.Source source) {
        return switch (source) {
            case REGISTRATION -> "Registered by the owner";
            case ADMINISTRATOR -> "Entered by hand";
            case CSV -> "Imported";
        };
    }

    /** Where the history of a name is. */
    public static String namePath(ScreenName name) {
        return "/identities/name?service=" + name.service().value() + "&name=" + query(name.normalized());
    }

    /** Where the names of a person are. */
    public static String personPath(String person) {
        return "/identities/person?id=" + query(person);
    }

    private static String query(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
