/** Files and direct messages between two clients, announced and not, allowed and refused. */
@NullMarked
package org.sallyport.protocols.oscar.oft;

import org.jspecify.annotations.NullMarked;
