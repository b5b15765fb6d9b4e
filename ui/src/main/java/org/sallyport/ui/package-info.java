/**
 * The console for compliance officers: sign-in, search and conversations, rendered on the server.
 *
 * <p>{@link org.sallyport.ui.Console} is the way in. Pages work without scripts; with htmx they load more in place.
 */
@NullMarked
package org.sallyport.ui;

import org.jspecify.annotations.NullMarked;
