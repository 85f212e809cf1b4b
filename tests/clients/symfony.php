<?php
// Checks and loads XLIFF files with Symfony's loader (Debian: php-cli php-xml php-symfony-translation php-symfony-config).
//   php symfony.php FILE...
// Prints one JSON object a file: schema errors and messages (target by source).
$base = '/usr/share/php/Symfony/Component/';
require_once $base.'Translation/autoload.php';
require_once $base.'Config/autoload.php';
use Symfony\Component\Translation\Loader\XliffFileLoader;
use Symfony\Component\Translation\Util\XliffUtils;
foreach (array_slice($argv, 1) as $file) {
    $result = ['file' => basename($file), 'schema_errors' => [], 'messages' => null, 'error' => null];
    try {
        $document = new DOMDocument();
        if (!@$document->load($file, LIBXML_NONET)) { throw new RuntimeException('not well-formed'); }
        foreach (XliffUtils::validateSchema($document) as $error) { $result['schema_errors'][] = $error['line'].': '.trim($error['message']); }
        $result['messages'] = (new XliffFileLoader())->load($file, 'en')->all('messages');
    } catch (\Throwable $thrown) {
        $result['error'] = substr($thrown->getMessage(), 0, 500);
    }
    echo json_encode($result, JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES), "\n";
}
