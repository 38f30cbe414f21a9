-- Paths of the machine that a run was made on: names of files stay, their folders do not, as people pass the copy on.
CREATE TEMP MACRO without_folders(told) AS regexp_replace(
    told,
    '(^|[^A-Za-z0-9_.:/%~-])/(?:Applications|Library|System|Users|Volumes|bin|boot|data|dev|etc|home|lib|lib64|media|mnt|nix|opt|private|proc|root|run|sbin|snap|srv|sys|tmp|usr|var)/(?:[^/''"():;,\n]*/)*',
    '\1',
    'g'
);
UPDATE core.runs SET options = regexp_replace(options::VARCHAR, '"/(?:[^"/]*/)*([^"/]*)"', '"\1"', 'g')
WHERE contains(options::VARCHAR, '"/');
UPDATE core.crawls SET finish_reason = without_folders(finish_reason) WHERE contains(finish_reason, '/');
UPDATE core.verdicts SET reason = without_folders(reason) WHERE contains(reason, '/');
UPDATE core.fetches SET detail = without_folders(detail) WHERE contains(detail, '/');
UPDATE core.rejections SET detail = without_folders(detail) WHERE contains(detail, '/');
DROP MACRO temp.main.without_folders;
