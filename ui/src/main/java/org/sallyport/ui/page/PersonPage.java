package org.sallyport.ui.page;

import java.util.List;

/**
 * One person.
 *
 * @param login what they sign in with, as far as it was ever written down
 * @param names their names
 * @param history what became of them, the newest first
 */
public record PersonPage(String login, List<BindingRow> names, List<ChangeRow> history) {}
