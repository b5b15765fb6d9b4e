/**
 * The console: sign-in, search and conversations, held messages, who is on and who is behind which name, rendered on the server;
 * and the same for scripts.
 *
 * <p>{@link org.sallyport.ui.Console} is the way in. Pages work without scripts; with htmx they load more in place.
 */
@NullMarked
package org.sallyport.ui;

import org.jspecify.annotations.NullMarked;
