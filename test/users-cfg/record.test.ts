import { expect, test } from 'vitest';
import { parseRecords } from '../../src/users-cfg/record.js';
import { outlineOf } from '../../src/users-cfg/scan.js';
test('x', () => {
  const t = `<?xml version="1.0"?>
<config><list name="User"><listitem><variable name="A">00420123</variable><variable name='B'>1e5 &amp;lt; &#345;&#x159;&eacute;</variable><variable name="A"> x </variable><variable name="C"><![CDATA[a<b]]></variable>
<variable name="D"/><list name="L"><listitem><variable name="Q">1</variable></listitem><listitem><variable name="Q">2</variable></listitem></list></listitem>
<listitem><variable name="Name">AT&T & <co></variable></listitem>
<listitem><variable name="Name">x</variable>
<listitem x="1"><variable name="Name">y</foo></listitem>
</list><table name="T"><variable name="Z">0010</variable><list name="In"><listitem/></list><variable name="W">&unknown;</variable></table>`;
  const o = outlineOf(t, 'f');
  console.log(o);
  console.log(JSON.stringify(parseRecords(t, o.fragments, 'f'), null, 1));
});
