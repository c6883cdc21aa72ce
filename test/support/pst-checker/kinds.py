"""
The kinds of findings. Tests name them, so they stay. An error is something that Outlook, its repair tool or a reader may
refuse or lose; a note is what Outlook itself leaves behind, and a new file has no reason for.
"""

_CATALOGUE = """
error not-a-pst              no PST header
error unsupported-ost        an OST file, which this program does not check
error unsupported-ansi       an ANSI file (Outlook 97-2002), which this program does not check
error unsupported-4k         a file of 4096-byte pages, which this program does not check
error unsupported-crypt      an encoding of blocks that this program does not check
error work-limit             things share blocks so often that reading them would not end

error header-version         wVer or wVerClient
error header-crc-partial     dwCRCPartial
error header-crc-full        dwCRCFull
error header-field           another field of the header
error file-end               ibFileEof, or the file does not end with a whole stretch
error amap-not-valid         fAMapValid
error amap-last              ibAMapLast
error amap-free              cbAMapFree
error pmap-free              cbPMapFree
error nid-counter            rgnid below a nid in use

error page-outside           a page outside of the file
error page-overlap           a page in space that something else has
error page-type              ptype or ptypeRepeat
error page-crc               dwCRC of a page
error page-bid               bid of a page's trailer
error page-bid-twice         two pages with one bid
error page-bid-counter       a page's bid not below bidNextP
error page-signature         wSig of a page
error page-alignment         a page not at a multiple of 512
error btree-level            cLevel of a B-tree page
error btree-page-field       cEnt, cEntMax, cbEnt or padding of a B-tree page
error btree-page-empty       a B-tree page without entries
error btree-key              a key that is not the first of the page below
error btree-order            keys of a B-tree that do not ascend

error map-overlap            a map page in space that something else has
error map-outside            a map page outside of the file
error map-content            FMap or FPMap not all ones
error amap-missing           space in use that an AMap calls free
error amap-stale             space an AMap calls taken that nothing uses
error pmap-bit               a PMap that calls a page in use free
error dlist-content          the density list disagrees with the AMaps

error block-outside          a block outside of the file
error block-overlap          a block in space that something else has
error block-alignment        a block not at a multiple of 64
error block-length           a block of 0 or more than 8176 bytes
error block-bid              bit 0 of a bid
error block-bid-counter      a bid not below bidNextB
error block-trailer-length   cb of a block's trailer
error block-trailer-bid      bid of a block's trailer
error block-signature        wSig of a block
error block-crc              dwCRC of a block
error block-missing          a bid that the BBT does not have
error block-refcount         cRef is not the references + 1
error block-unreachable      a block without references
note  block-released         a block without references that Outlook has not given back yet
error block-role             a block used as data and as a tree

error data-tree-type         type or level of an XBLOCK or XXBLOCK
error data-tree-count        cEnt of an XBLOCK or XXBLOCK
error data-tree-total        lcbTotal of an XBLOCK or XXBLOCK
error data-tree-short        a data block that is not full and not the last
error subnode-type           type or level of an SLBLOCK or SIBLOCK
error subnode-count          cEnt of an SLBLOCK or SIBLOCK
error subnode-order          nids of a subnode tree that do not ascend
error subnode-key            a key that is not the first of the SLBLOCK below
error subnode-unused         a subnode that nothing refers to

error heap-header            no HNHDR
error heap-signature         bSig
error heap-client            bClientSig
error heap-root              the first allocation is not the B-tree header
error heap-page-map          HNPAGEMAP
error heap-freed             cFree
error heap-too-large         an allocation of more than 3580 bytes
error heap-short-block       a block that is not full and not the last
error heap-fill-level        rgbFillLevel
error heap-leak              an allocation without owner
error hid-type               a HID where only an allocation can be meant
error hid-dangling           a HID without allocation
error hid-freed              a HID of a freed allocation
error hid-shared             an allocation with two owners
error hnid-dangling          an HNID without subnode
error hnid-type              a value in a subnode whose type is not 0x1F
error bth-header             BTHHEADER
error bth-size               a page of a B-tree on a heap that is no number of records
error bth-key                a key that is not the first of the page below
error bth-order              keys that do not ascend

error property-type          a type that does not exist
error property-known-type    a property of another type than everybody expects
error property-inline        bytes behind an inline value that are not 0
error value-size             a value of another length than its type has
error value-time             a time before 1700 (but for 1604) or after 4501
error value-boolean          a Boolean that is neither 0 nor 1
error value-multi            the offsets of a multi-valued property
error string-odd             a string with half a character
error string-surrogate       a string that is no UTF-16
error string-terminated      a string with U+0000 in it or at its end

error table-info             TCINFO
error table-row-layout       rgib
error table-column-order     columns not sorted
error table-column-layout    place or size of a column
error table-column-bit       iBit of a column
error table-column-missing   a column that every such table has
error table-row-id           the row id column, or a row whose id is not that of the index
error table-bitmap           the bits of cells that exist
error table-matrix-size      a row matrix that is no number of rows, or rows across the end of a block
error table-row-missing      an index entry without row
error table-row-twice        two index entries for a row
error table-row-unindexed    a row without index entry
error table-row-version      a row version above dwUnique

error node-nid               a nid of more than 32 bits
error node-required          a node that every file has
error node-parent            nidParent
error node-unreachable       a node that nothing leads to
error template-rows          a template with rows
error receive-folder         the receive folder table
error search-node            the nodes about searching

error store-property         a required property of the store
error store-mask             PidTagValidFolderMask
error store-password         a password
error entry-id               an entry id of a folder

error names-stream           a stream of the name-to-id map
error names-buckets          the number of buckets
error names-bucket           an entry that its bucket does not have, or the other way
error names-index            wPropIdx
error names-guid             a GUID that is not in the GUID stream
error names-string           a name that is not in the string stream
error names-twice            a name with two ids
error name-unknown           a property from 8000 on without a name

error folder-missing         a row of a hierarchy table without folder
error folder-twice           a folder in two rows
error folder-unlisted        a folder in no hierarchy table
error folder-property        a required property of a folder
error folder-name            a folder without name
error folder-name-twice      two folders with one name in a folder
error folder-table-missing   a folder without one of its tables
error folder-count           the number of items
error folder-unread          the number of unread items
error folder-subfolders      PidTagSubfolders
error hierarchy-row          a row of a hierarchy table that is no folder

error row-dangling           a row without item
error row-type               a row whose nid is of another type
error row-cell               a cell that is not what the object says
error row-cell-missing       a cell that is missing though the object has a value
error item-twice             an item in two rows
error item-unlisted          an item in no contents table
error item-property          a required property of an item
error item-size              PidTagMessageSize
error flags-attachments      mfHasAttach
error flags-associated       mfFAI
error subject-length         a subject of more than 254 characters
error subject-prefix         the prefix length of a subject
error subject-topic          PidTagConversationTopic is not the subject without prefix
error conversation-index     PidTagConversationIndex
error html-codepage          HTML without code page, or of another one
error native-body            PidTagNativeBody
error rtf                    the header of compressed RTF

error recipients-missing     a message without recipient table
error recipients-display     PidTagDisplayTo, Cc or Bcc is not the recipients' names
error recipient-type         PidTagRecipientType
error recipient-property     a required property of a recipient
error recipient-key          PidTagSearchKey
error recipient-entry        an entry id of a recipient

error attachment-nid         the nid of an attachment
error attachment-missing     a row without attachment
error attachment-unlisted    an attachment without row
error attachment-property    a required property of an attachment
error attachment-data        PidTagAttachMethod or the data it asks for
error attachment-object      the object of an attachment
error attachment-name        an attachment without name
error attachment-size        PidTagAttachSize
error embedded-nid           the nid of an embedded message
error embedded-size          the size of the object is not that of the message
error embedded-deep          messages in messages beyond measure

error class-property         a property that the item's class asks for
error item-sender            the sender's type and address
error contact-email          the e-mail addresses of a contact
error list-members           the members of a distribution list
error list-checksum          the checksum of a distribution list
error task                   the state or dates of a task
error note                   a note

error appointment-times      start, end and duration of an appointment
error appointment-all-day    an appointment of whole days that does not begin at midnight
error reminder               the reminder of an appointment
error global-id              PidLidGlobalObjectId or its clean copy
error time-zone              a time zone blob
error time-zone-mismatch     two time zones of a series that should be one
error time-zone-missing      a series without time zone
error recurrence-flag        PidLidRecurring or PidLidRecurrenceType
error recurrence-blob        the grammar of a recurrence
error recurrence-pattern     the pattern of a recurrence
error recurrence-first       FirstDateTime
error recurrence-range       StartDate or EndDate
error recurrence-count       OccurrenceCount
error recurrence-order       dates or exceptions that do not ascend
error recurrence-dates       a deleted date that is no occurrence
error recurrence-exceptions  modified dates and exceptions that do not fit together
error recurrence-times       the times of a series or an exception
error recurrence-text        an exception whose two texts differ
error recurrence-start       the appointment is not the first occurrence
error recurrence-clip        PidLidClipStart
error exception-missing      a changed occurrence without attachment
error exception-attachment   an attachment that fits no changed occurrence
"""

KINDS = {}
for _line in _CATALOGUE.split('\n'):
    if _line:
        _severity, _kind, _meaning = _line.split(None, 2)
        KINDS[_kind] = (_severity, _meaning)
