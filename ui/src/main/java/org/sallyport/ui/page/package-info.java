/**
 * What the pages show: values made ready for the templates in {@code src/main/jte}, which are compiled into this package.
 *
 * <p>Strings in these records are still text, not markup: the templates escape them. What makes text hard to read for
 * people, such as characters that turn its direction, is made visible here, see {@link org.sallyport.ui.page.Visible}.
 */
@NullMarked
package org.sallyport.ui.page;

import org.jspecify.annotations.NullMarked;
