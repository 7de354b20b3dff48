-- Cases at the intake that still wait for being signed have no running clock: they are not among the most urgent.
UPDATE case_summary SET due = '9999-12-31' WHERE status = 'received' AND light = '';
