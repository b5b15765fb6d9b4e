package org.sallyport.ui.page;

import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.sallyport.policy.identity.binding.Binding;
import org.sallyport.policy.identity.binding.BindingConflict;

/**
 * A name that two people say is theirs.
 *
 * @param path where it is settled
 * @param owner whose it is now
 * @param claimant who says it is theirs
 * @param source how it was claimed
 * @param namePath where the name's history is
 */
public record ConflictRow(
        String path,
        String name,
        String service,
        String owner,
        String claimant,
        String source,
        When since,
        String by,
        String reason,
        String namePath) {

    /** @param binding whose it is now; null when it was unbound meanwhile */
    public static ConflictRow of(BindingConflict conflict, @Nullable Binding binding, ZoneId zone) {
        return new ConflictRow(
                "/identities/conflicts/" + HitView.encoded(conflict.id()),
                Visible.line(conflict.name().display()),
                Names.service(conflict.name().service().value()),
                binding == null ? "nobody" : Visible.line(binding.login()),
                Visible.line(conflict.login()),
                BindingRow.source(conflict.source()),
                When.of(conflict.since(), zone),
                Visible.line(conflict.by()),
                Visible.text(conflict.reason()),
                BindingRow.namePath(conflict.name()));
    }
}
