/** Yahoo!'s files by HTTP, announced and not, allowed and refused. */
@NullMarked
package org.sallyport.protocols.ymsg.file;

import org.jspecify.annotations.NullMarked;
