# SPDX-License-Identifier: GPL-2.0-or-later
"""A plugin of sos: into the directory sos/report/plugins of the sos that is installed.

What "nestscope status" prints has the names of VMs, and is left out; "nestscope --from" makes it of
the snapshot, which has none. "nestscope --sysroot" reads the unpacked report.
"""

from sos.report.plugins import Plugin, RedHatPlugin, DebianPlugin, UbuntuPlugin


# A class for every distribution at once, IndependentPlugin, is not loaded by sos 4.0.
class Nestscope(Plugin, RedHatPlugin, DebianPlugin, UbuntuPlugin):

    short_desc = 'Virtualization of this layer, and what it passes on'

    plugin_name = 'nestscope'
    profiles = ('system', 'virt')
    commands = ('nestscope',)

    def setup(self):
        self.add_copy_spec('/sys/kernel/nestscope')
        self.add_cmd_output('nestscope snapshot',
                            suggest_filename='snapshot.json', stderr=False)
        self.add_cmd_output(['nestscope check', 'nestscope layers',
                             'nestscope caps'])
