/**
 * MSNFTP, by which a file goes from one client to another on a connection of its own. Start at
 * {@link org.sallyport.protocols.msnp.ftp.MsnftpPlugin}.
 */
@NullMarked
package org.sallyport.protocols.msnp.ftp;

import org.jspecify.annotations.NullMarked;
