/** Files by MSNFTP, announced and not, allowed and refused. */
@NullMarked
package org.sallyport.protocols.msnp.ftp;

import org.jspecify.annotations.NullMarked;
